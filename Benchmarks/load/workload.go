package main

import (
	"crypto/tls"
	"fmt"
	"log"
	"math/rand"
	"sync"
	"sync/atomic"
	"time"
)

type workload struct {
	protocol, address, authority, method, prefix string
	callers, parallel                            int
	calls, each                                  int64
	duration                                     time.Duration
	// Ids are numbered from first on for payouts, and drawn from [0, known) for reading.
	first, known int64
	next         int64
	greeted      int64
	// Whether each connection makes a call as it is opened.
	greet bool
	// What https believes the upstream by.
	trust *tls.Config
}

// stuck is how long all connections may take to be opened, and how long after the end of the time calls may be under way.
const stuck = time.Minute

// watchdog ends a load that a server keeps waiting for ever.
func watchdog(after time.Duration) *time.Timer {
	return time.AfterFunc(after, func() { log.Fatalf("not done after %v", after) })
}

// dialers connect at the same time.
const dialers = 64

// connect opens all connections: none of them is the server's business while calls are measured.
func (load *workload) connect() ([]client, error) {
	protocol, known := protocols[load.protocol]
	if !known {
		return nil, fmt.Errorf("unknown protocol %q", load.protocol)
	}
	if load.authority != "" {
		var err error
		if load.trust, err = trust(load.authority); err != nil {
			return nil, err
		}
	}
	defer watchdog(stuck).Stop()
	clients, failures := make([]client, load.callers), make([]error, load.callers)
	places := make(chan struct{}, dialers)
	var group sync.WaitGroup
	for index := range clients {
		group.Add(1)
		places <- struct{}{}
		go func(index int) {
			defer group.Done()
			clients[index], failures[index] = load.open(protocol, int64(index))
			<-places
		}(index)
	}
	group.Wait()
	for index, err := range failures {
		if err != nil {
			return nil, fmt.Errorf("connection %d: %w", index+1, err)
		}
	}
	return clients, nil
}

// open connects one caller and, where calls are to be greeted with, makes its first call: then the server's own connections
// are there, too, and a server that works in several processes has had reason to take up all of them. The kernel gives a
// connection to the first of nginx's workers that waits, which is always the same one where nothing else is to be done.
func (load *workload) open(protocol protocol, index int64) (client, error) {
	client, err := protocol.dial(load)
	if err == nil && load.greet {
		request, id := load.requests(index)(atomic.AddInt64(&load.next, 1) - 1)
		atomic.AddInt64(&load.greeted, 1)
		err = client.call(request, id)
	}
	return client, err
}

func (load *workload) run(clients []client) report {
	parallel := load.parallel
	if parallel == 0 {
		parallel = len(clients)
	}
	places := make(chan struct{}, parallel)
	defer watchdog(load.duration + stuck).Stop()
	tallies := make([]tally, len(clients))
	var group sync.WaitGroup
	start := time.Now()
	for index := range clients {
		group.Add(1)
		go func(index int) {
			defer group.Done()
			places <- struct{}{}
			load.keepCalling(clients[index], &tallies[index], start.Add(load.duration), int64(index))
			<-places
		}(index)
	}
	group.Wait()
	report := summary(tallies, time.Since(start))
	report.Greeted = load.greeted
	return report
}

// keepCalling makes calls until the time or the number of calls is up, or one fails: a broken connection cannot go on,
// and a benchmark with failures is no benchmark.
func (load *workload) keepCalling(client client, tally *tally, end time.Time, seed int64) {
	next := load.requests(seed)
	for made := int64(0); load.each == 0 || made < load.each; made++ {
		began := time.Now()
		number := atomic.AddInt64(&load.next, 1) - 1
		if (load.calls > 0 && number >= load.calls) || !began.Before(end) {
			return
		}
		request, id := next(number)
		if err := client.call(request, id); err != nil {
			tally.failed(fmt.Errorf("%s: %w", id, err))
			return
		}
		tally.succeeded(time.Since(began))
	}
}

// requests makes one caller's requests by their numbers, each with what its answer must hold. The next one takes the
// place of the one before.
func (load *workload) requests(seed int64) func(number int64) (request []byte, id string) {
	var request []byte
	remit := protocols[load.protocol].remit
	switch load.method {
	case "GetBalance":
		// It names nothing; the upstream's time proves that the answer came from there.
		return func(int64) ([]byte, string) { return nil, balanceTime }
	case "GetPayout":
		random := rand.New(rand.NewSource(seed))
		return func(int64) ([]byte, string) {
			id := load.id(random.Int63n(load.known))
			request = appendGetPayoutRequest(request[:0], id)
			return request, id
		}
	default:
		return func(number int64) ([]byte, string) {
			id := load.id(load.first + number)
			request = remit(request[:0], id)
			return request, id
		}
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
