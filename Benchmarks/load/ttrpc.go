package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
)

// ttrpc: a frame is a header of ten bytes and a message.
const (
	ttrpcHeader   = 10
	ttrpcResponse = 2
	largestFrame  = 4 << 20
)

type ttrpcClient struct {
	connection      net.Conn
	reader          *bufio.Reader
	service, method string
	stream          uint32
	out, in         []byte
}

func dialTTRPC(load *workload) (client, error) {
	connection, err := dialUnix(load.address)
	if err != nil {
		return nil, err
	}
	parts := strings.Split(load.rpc(), "/")
	return &ttrpcClient{
		connection: connection, reader: bufio.NewReader(connection), service: parts[1], method: parts[2], stream: 1,
	}, nil
}

func (client *ttrpcClient) call(request []byte, id string) error {
	out := append(client.out[:0], make([]byte, ttrpcHeader)...)
	out = appendString(out, 1, client.service)
	out = appendString(out, 2, client.method)
	out = append(out, 3<<3|2)
	out = binary.AppendUvarint(out, uint64(len(request)))
	out = append(out, request...)
	binary.BigEndian.PutUint32(out, uint32(len(out)-ttrpcHeader))
	binary.BigEndian.PutUint32(out[4:], client.stream)
	out[8] = 1
	client.out = out
	client.stream += 2
	if _, err := client.connection.Write(out); err != nil {
		return err
	}
	return client.readAnswer(id)
}

// readAnswer takes the one frame that answers. Field 1 of a Response is an error's status, field 2 the answer.
func (client *ttrpcClient) readAnswer(id string) error {
	var header [ttrpcHeader]byte
	if _, err := io.ReadFull(client.reader, header[:]); err != nil {
		return err
	}
	length := binary.BigEndian.Uint32(header[:])
	if header[8] != ttrpcResponse || length > largestFrame {
		return errors.New("a frame that is no answer")
	}
	if cap(client.in) < int(length) {
		client.in = make([]byte, length)
	}
	answer := client.in[:length]
	if _, err := io.ReadFull(client.reader, answer); err != nil {
		return err
	}
	if len(answer) == 0 || answer[0] != 2<<3|2 || !bytes.Contains(answer, []byte(id)) {
		return fmt.Errorf("answered %q", answer)
	}
	return nil
}

func (client *ttrpcClient) close() { client.connection.Close() }
