// Load: callers that each have a connection of their own and one call in flight, to oyd (ttrpc), to Envoy's transcoder
// (gRPC over HTTP/2), to proxies (HTTP/1.1), or straight to the upstream (HTTPS). All clients write prepared bytes and look
// only at what proves success, so that they cost next to nothing and about the same.
//
// It waits twice, so that the one who measures can look at a server with all its connections open: once they are open it
// prints a line and waits for one, and once the calls are made it prints its report, one JSON object, and waits for the
// end of its input.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"time"
)

func main() {
	var load workload
	flag.StringVar(&load.protocol, "protocol", "ttrpc", "`ttrpc`, grpc, http or https")
	flag.StringVar(&load.address, "address", "", "path of the server's Unix socket; for https a host and a port")
	flag.StringVar(&load.authority, "ca", "", "file of the certificate that https trusts")
	flag.StringVar(&load.method, "method", "Remit", "`Remit`, GetPayout or GetBalance")
	flag.StringVar(&load.prefix, "prefix", "", "what the ids begin with; a number follows")
	flag.IntVar(&load.callers, "callers", 64, "callers, each with a connection")
	flag.IntVar(&load.parallel, "parallel", 0, "how many of them call at the same time; 0 for all")
	flag.BoolVar(&load.greet, "greet", false, "make a call on each connection as it is opened, which does not count")
	flag.Int64Var(&load.calls, "calls", 0, "calls in all; 0 for as many as fit into the time")
	flag.Int64Var(&load.each, "each", 0, "calls of each caller; 0 for as many as fit into the time")
	flag.DurationVar(&load.duration, "for", time.Hour, "how long")
	flag.Int64Var(&load.first, "first", 0, "number of the first id")
	flag.Int64Var(&load.known, "known", 1, "ids that can be read")
	flag.Parse()
	input := bufio.NewReader(os.Stdin)
	began := time.Now()
	clients, err := load.connect()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("connected in %v\n", time.Since(began))
	if _, err := input.ReadString('\n'); err != nil {
		log.Fatal("not told to begin: ", err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(load.run(clients)); err != nil {
		log.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, input)
	// What is still open must not be taken for garbage, and closed, while the other side looks at the server.
	for _, client := range clients {
		client.close()
	}
}
