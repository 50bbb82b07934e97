package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/alecthomas/kong"
	"gopkg.in/yaml.v3"
)

// configFile is where the optional configuration lies: SHILU_CONFIG, else shilu.yaml in the working directory.
func configFile() string {
	if path := os.Getenv("SHILU_CONFIG"); path != "" {
		return path
	}
	return "shilu.yaml"
}

// loadConfig reads a flat YAML mapping from flag names to values: "data: archive", "nats: nats://host". A flag on the command line
// comes before its environment variable, and that before the file.
func loadConfig(r io.Reader) (kong.Resolver, error) {
	var document yaml.Node
	if err := yaml.NewDecoder(r).Decode(&document); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read %s: %w", configFile(), err)
	}
	config := config{}
	if len(document.Content) == 0 {
		return config, nil
	}
	mapping := document.Content[0]
	if mapping.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s:%d: want a mapping of flag names to values", configFile(), mapping.Line)
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		key, value := mapping.Content[i], mapping.Content[i+1]
		if value.Kind != yaml.ScalarNode {
			return nil, fmt.Errorf("%s:%d: the value of %s must be a single one", configFile(), value.Line, key.Value)
		}
		config[key.Value] = setting{value: value.Value, line: key.Line}
	}
	return config, nil
}

// config is the content of the file.
type config map[string]setting

type setting struct {
	value string
	line  int
}

// Validate refuses keys that no verb has a flag for: a misspelt key that is silently ignored is a setting that isn't set.
func (c config) Validate(application *kong.Application) error {
	known := map[string]bool{}
	var learn func(node *kong.Node)
	learn = func(node *kong.Node) {
		for _, flag := range node.Flags {
			known[flag.Name] = true
		}
		for _, child := range node.Children {
			learn(child)
		}
	}
	learn(application.Node)
	var mistakes []error
	for key, setting := range c {
		if !known[key] {
			mistakes = append(mistakes, fmt.Errorf("%s:%d: there is no setting %q", configFile(), setting.line, key))
		}
	}
	return errors.Join(mistakes...)
}

// Resolve gives the file's value of a flag.
func (c config) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if setting, ok := c[flag.Name]; ok {
		return setting.value, nil
	}
	return nil, nil
}
