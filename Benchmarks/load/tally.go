package main

import (
	"sort"
	"time"
)

// A tally is what one caller saw.
type tally struct {
	microseconds []uint32
	failure      error
}

func (tally *tally) succeeded(after time.Duration) {
	tally.microseconds = append(tally.microseconds, uint32(after.Microseconds()))
}

func (tally *tally) failed(err error) {
	tally.failure = err
}

// A report is what all callers saw.
type report struct {
	Calls          int     `json:"calls"`
	Greeted        int64   `json:"greeted"`
	Failures       int     `json:"failures"`
	Failure        string  `json:"failure,omitempty"`
	Seconds        float64 `json:"seconds"`
	CallsPerSecond float64 `json:"calls_per_second"`
	P50            uint32  `json:"p50_us"`
	P99            uint32  `json:"p99_us"`
}

func summary(tallies []tally, took time.Duration) report {
	var all []uint32
	report := report{Seconds: took.Seconds()}
	for _, tally := range tallies {
		all = append(all, tally.microseconds...)
		if tally.failure != nil {
			report.Failures++
			report.Failure = tally.failure.Error()
		}
	}
	report.Calls = len(all)
	report.CallsPerSecond = float64(len(all)) / took.Seconds()
	if len(all) > 0 {
		sort.Slice(all, func(left, right int) bool { return all[left] < all[right] })
		report.P50 = all[len(all)/2]
		report.P99 = all[len(all)*99/100]
	}
	return report
}
