package main

import (
	"bufio"
	"fmt"
	"io"
	"os"

	"oygateway/cmd/internal/rupiah"
)

const few = 10 // rows that are shown of those that the next run settles by itself

// report prints why rows are not paid, the sums, and what to do; it gives the exit status, 3 where that can't be written.
func report(out io.Writer, rows []*row, held string) int {
	buffered := bufio.NewWriter(out)
	status := write(buffered, rows, held)
	if err := buffered.Flush(); err != nil {
		fmt.Fprintf(os.Stderr, "the report can't be written (%v): run it again, with the same list\n", err)
		return 3
	}
	return status
}

func write(out io.Writer, rows []*row, held string) int {
	for _, standing := range standings[1:] {
		reportWords(out, standing, those(rows, standing))
	}
	fmt.Fprintln(out)
	for _, standing := range standings {
		these := those(rows, standing)
		fmt.Fprintf(out, "%-14v%7d  %24s\n", standing, len(these), rupiah.Text(sum(these)))
	}
	fmt.Fprintf(out, "%-14s%7d  %24s\n\n", "in all", len(rows), rupiah.Text(sum(rows)))
	if held != "" {
		fmt.Fprintln(out, "nothing new was asked for any more:", held)
	}
	for _, standing := range standings[1:] {
		if len(those(rows, standing)) > 0 {
			fmt.Fprintf(out, "%v: %s\n", standing, whatToDo[standing])
		}
	}
	switch {
	case len(those(rows, paid)) == len(rows):
		fmt.Fprintln(out, "every row is paid")
		return 0
	case len(those(rows, paid))+len(those(rows, notPaid)) == len(rows):
		return 1
	}
	return 3
}

func reportWords(out io.Writer, standing standing, rows []*row) {
	shown := 0
	for _, row := range rows {
		if row.word == "" {
			continue
		}
		if shown++; shown <= few || standing == notPaid || standing == forAPerson {
			fmt.Fprintf(out, "%-14v%s  %s  %s\n", standing, row.name, rupiah.Text(row.amount), row.word)
		}
	}
	if more := shown - few; more > 0 && (standing == open || standing == notAskedFor) {
		fmt.Fprintf(out, "%-14vand %d more\n", standing, more)
	}
}
