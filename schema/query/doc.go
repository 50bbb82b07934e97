// Package query is the search language: what a question may be, how it is read from what somebody typed, and what an answer
// looks like.
//
//	Tree   the question: words and phrases under AND, OR, NOT
//	Page   the answer: Hits, how many there are in all, and where the next page begins
package query
