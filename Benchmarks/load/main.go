// Load: callers that each have a connection of their own and one call in flight, either to oyd (ttrpc) or to Envoy
// (gRPC over HTTP/2). Both clients write prepared bytes and look only at what proves success, so that they cost next to
// nothing and about the same. Prints one JSON object.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math/rand"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// A client has one connection and makes one call at a time.
type client interface {
	// call sends the request message and fails where the answer is not a success that names the payout.
	call(request []byte, id string) error
}

type workload struct {
	protocol, socket, method, prefix string
	callers                          int
	calls                            int64
	duration                         time.Duration
	// Ids are numbered from first on for payouts, and drawn from [0, known) for reading.
	first, known int64
	next         int64
}

func main() {
	var load workload
	flag.StringVar(&load.protocol, "protocol", "ttrpc", "`ttrpc` or grpc")
	flag.StringVar(&load.socket, "socket", "", "path of the server's Unix socket")
	flag.StringVar(&load.method, "method", "Remit", "`Remit`, GetPayout or GetBalance")
	flag.StringVar(&load.prefix, "prefix", "", "what the ids begin with; a number follows")
	flag.IntVar(&load.callers, "callers", 64, "callers, each with a connection")
	flag.Int64Var(&load.calls, "calls", 0, "calls in all; 0 for as many as fit into the time")
	flag.DurationVar(&load.duration, "for", time.Hour, "how long")
	flag.Int64Var(&load.first, "first", 0, "number of the first id")
	flag.Int64Var(&load.known, "known", 1, "ids that can be read")
	flag.Parse()
	report, err := load.run()
	if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(report); err != nil {
		log.Fatal(err)
	}
}

func (load *workload) run() (report, error) {
	clients := make([]client, load.callers)
	for index := range clients {
		client, err := load.connect()
		if err != nil {
			return report{}, err
		}
		clients[index] = client
	}
	tallies := make([]tally, load.callers)
	var group sync.WaitGroup
	start := time.Now()
	for index := range clients {
		group.Add(1)
		go func(index int) {
			defer group.Done()
			load.keepCalling(clients[index], &tallies[index], start.Add(load.duration), int64(index))
		}(index)
	}
	group.Wait()
	return summary(tallies, time.Since(start)), nil
}

func (load *workload) connect() (client, error) {
	path := "/oy.v1.DisbursementService/" + load.method
	if load.method == "GetPayout" {
		path = "/oy.v1.PayoutService/" + load.method
	}
	if load.protocol == "grpc" {
		return dialGRPC(load.socket, path)
	}
	return dialTTRPC(load.socket, path)
}

// keepCalling makes calls until the time or the number of calls is up, or one fails: a broken connection cannot go on,
// and a benchmark with failures is no benchmark.
func (load *workload) keepCalling(client client, tally *tally, end time.Time, seed int64) {
	random := rand.New(rand.NewSource(seed))
	var request []byte
	for {
		began := time.Now()
		number := atomic.AddInt64(&load.next, 1) - 1
		if (load.calls > 0 && number >= load.calls) || !began.Before(end) {
			return
		}
		var id string
		switch load.method {
		case "GetBalance":
			// It names nothing; the upstream's time proves that the answer came from there.
			id, request = balanceTime, request[:0]
		case "GetPayout":
			id = load.id(random.Int63n(load.known))
			request = appendGetPayoutRequest(request[:0], id)
		default:
			id = load.id(load.first + number)
			request = appendRemitRequest(request[:0], id)
		}
		if err := client.call(request, id); err != nil {
			tally.failed(fmt.Errorf("%s: %w", id, err))
			return
		}
		tally.succeeded(time.Since(began))
	}
}

// id is the payout's name by its number. Numbers are mixed (the finalizer of splitmix64, which maps no two to one), so
// that new names fall all over an index of names, as random ones do.
func (load *workload) id(number int64) string {
	mixed := uint64(number)
	mixed = (mixed ^ mixed>>30) * 0xbf58476d1ce4e5b9
	mixed = (mixed ^ mixed>>27) * 0x94d049bb133111eb
	return fmt.Sprintf("%s%016x", load.prefix, mixed^mixed>>31)
}
