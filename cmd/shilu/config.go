package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/alecthomas/kong"
	"gopkg.in/yaml.v3"
)

// configFile is where the optional configuration lies: SHILU_CONFIG, else shilu.yaml in the working directory.
func configFile() string {
	return or(os.Getenv("SHILU_CONFIG"), "shilu.yaml")
}

// checkConfigFile refuses a file that was asked for and can't be read: kong passes over it.
func checkConfigFile() error {
	if os.Getenv("SHILU_CONFIG") == "" {
		return nil
	}
	file, err := os.Open(configFile())
	if err != nil {
		return withAdvice(err, "SHILU_CONFIG names it; unset that, or name another")
	}
	return file.Close()
}

// loadConfig reads a flat YAML mapping from flag names to values: "data: archive", "nats: nats://host". A flag on the command line
// comes before its environment variable, and that before the file.
func loadConfig(r io.Reader) (kong.Resolver, error) {
	var document, second yaml.Node
	decoder := yaml.NewDecoder(r)
	if err := decoder.Decode(&document); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read %s: %w", configFile(), err)
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: want one mapping of flag names to values, and nothing after it", configFile())
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
		first, repeated := config[key.Value]
		switch {
		case key.Kind != yaml.ScalarNode:
			return nil, fmt.Errorf("%s:%d: want the name of a flag", configFile(), key.Line)
		case value.Kind != yaml.ScalarNode || value.Tag == "!!null":
			return nil, fmt.Errorf("%s:%d: want one value for %s", configFile(), value.Line, key.Value)
		case repeated:
			return nil, fmt.Errorf("%s:%d: %s is set twice, first in line %d", configFile(), key.Line, key.Value, first.line)
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
	for _, key := range slices.SortedFunc(maps.Keys(c), func(a, b string) int { return cmp.Compare(c[a].line, c[b].line) }) {
		if !known[key] {
			mistakes = append(mistakes, fmt.Errorf("%s:%d: there is no setting %q", configFile(), c[key].line, key))
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
