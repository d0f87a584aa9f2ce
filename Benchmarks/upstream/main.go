// The far end of every benchmark: an HTTPS server that reads each request whole and answers it as OY! would, with as
// little work as possible, so that what stands in front of it is what is measured.
//
//	POST /api/remit          101, or 000 where the id begins with "done-"
//	POST /api/remit-status   101
//	GET  /api/balance        the balance
//	GET  /counts             how many of each it has answered
//
// Who does not send the credentials gets 401, so that nothing counts that did not do that part of the work.
package main

import (
	"bufio"
	"crypto/tls"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
)

var remits, questions, balances int64

// What whoever stands in front has to add.
const username, key = "myuser", "7654321"

// balance is the answer of OY!'s documentation.
const balance = `{"status":{"code":"000","message":"Success"},"balance":125000,"overdraftBalance":2555555,` +
	`"overbookingBalance":3000000,"timestamp":"10-12-2019 12:15:37"}`

func main() {
	directory := flag.String("dir", ".", "where ca.pem and the file `port` are written")
	flag.Parse()
	certificate, err := throwawayCertificate(filepath.Join(*directory, "ca.pem"))
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	port := fmt.Sprint(listener.Addr().(*net.TCPAddr).Port)
	if err := os.WriteFile(filepath.Join(*directory, "port"), []byte(port), 0o600); err != nil {
		log.Fatal(err)
	}
	configuration := &tls.Config{Certificates: []tls.Certificate{certificate}}
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(tls.Server(connection, configuration))
	}
}

// serve answers one connection's requests until it ends. Head and body of an answer go out in one write.
func serve(connection net.Conn) {
	defer connection.Close()
	reader := bufio.NewReaderSize(connection, 16*1024)
	var exchange exchange
	for {
		if err := exchange.read(reader); err != nil {
			return
		}
		if _, err := connection.Write(exchange.answer()); err != nil {
			return
		}
	}
}

func (exchange *exchange) answer() []byte {
	body := exchange.scratch[:0]
	status := "200 OK"
	switch {
	case exchange.path == "/counts":
		body = append(body, fmt.Sprintf(`{"remits":%d,"questions":%d,"balances":%d}`,
			atomic.LoadInt64(&remits), atomic.LoadInt64(&questions), atomic.LoadInt64(&balances))...)
	case !exchange.authorized:
		status = "401 Unauthorized"
	case exchange.path == "/api/balance":
		atomic.AddInt64(&balances, 1)
		body = append(body, balance...)
	case exchange.path == "/api/remit-status":
		atomic.AddInt64(&questions, 1)
		body = appendAnswer(body, exchange.id(), "101")
	default:
		atomic.AddInt64(&remits, 1)
		id := exchange.id()
		code := "101"
		if len(id) > 5 && string(id[:5]) == "done-" {
			code = "000"
		}
		body = appendAnswer(body, id, code)
	}
	exchange.scratch = body
	out := append(append(exchange.out[:0], "HTTP/1.1 "...), status...)
	out = append(out, "\r\nContent-Type: application/json\r\nContent-Length: "...)
	out = append(out, fmt.Sprint(len(body))...)
	out = append(out, "\r\n\r\n"...)
	exchange.out = append(out, body...)
	return exchange.out
}

// appendAnswer writes the answer of OY!'s documentation about the payout of that id.
func appendAnswer(to, id []byte, code string) []byte {
	to = append(to, `{"status":{"code":"`...)
	to = append(to, code...)
	to = append(to, `","message":"Request is Processed"},"amount":125000,"recipient_bank":"014",`+
		`"recipient_account":"1239812390","trx_id":"ABC-456","partner_trx_id":"`...)
	to = append(to, id...)
	return append(to, `","timestamp":"16-10-2019 10:23:42"}`...)
}
