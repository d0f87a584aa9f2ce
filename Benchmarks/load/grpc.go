package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
)

// As much of HTTP/2 as one gRPC call at a time needs (RFC 9113). The answer's headers are not read: that the answer's
// message names the payout proves more than a status would.
const (
	frameHeader       = 9
	frameData         = 0x0
	frameHeaders      = 0x1
	frameReset        = 0x3
	frameSettings     = 0x4
	framePing         = 0x6
	frameGoAway       = 0x7
	frameWindowUpdate = 0x8
	flagAck           = 0x1
	flagEndStream     = 0x1
	flagEndHeaders    = 0x4
	preface           = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
	// What the server may send on the connection before it hears from us again.
	window = 1 << 30
)

type grpcClient struct {
	connection net.Conn
	reader     *bufio.Reader
	head       []byte
	stream     uint32
	received   int
	out, in    []byte
}

func dialGRPC(load *workload) (client, error) {
	connection, err := dialUnix(load.address)
	if err != nil {
		return nil, err
	}
	client := &grpcClient{connection: connection, reader: bufio.NewReader(connection), head: requestHead(load.rpc()), stream: 1}
	out := appendFrame([]byte(preface), frameSettings, 0, 0, nil)
	out = appendWindowUpdate(out, window)
	_, err = connection.Write(out)
	return client, err
}

// requestHead is a HPACK block (RFC 7541) that is the same for each call: it leaves no trace in the server's table.
func requestHead(path string) []byte {
	literal := func(to []byte, text string) []byte { return append(append(to, byte(len(text))), text...) }
	head := []byte{0x80 | 3, 0x80 | 6} // :method POST, :scheme http
	head = literal(append(head, 4), path)
	head = literal(append(head, 1), "localhost")
	head = literal(append(head, 0x0f, 31-15), "application/grpc") // content-type
	head = literal(literal(append(head, 0), "te"), "trailers")
	return head
}

func (client *grpcClient) call(request []byte, id string) error {
	out := appendFrame(client.out[:0], frameHeaders, flagEndHeaders, client.stream, client.head)
	out = appendFrameHeader(out, len(request)+5, frameData, flagEndStream, client.stream)
	out = append(out, 0) // not compressed
	out = binary.BigEndian.AppendUint32(out, uint32(len(request)))
	out = append(out, request...)
	client.out = out
	// The server's window cannot run out: it gets one small request at a time.
	if _, err := client.connection.Write(out); err != nil {
		return err
	}
	message, err := client.readAnswer(client.stream)
	client.stream += 2
	if err == nil && !bytes.Contains(message, []byte(id)) {
		err = fmt.Errorf("answered %q", message)
	}
	return err
}

// readAnswer gives what the stream's DATA frames hold, once the stream has ended.
func (client *grpcClient) readAnswer(stream uint32) ([]byte, error) {
	message := client.in[:0]
	for {
		var header [frameHeader]byte
		if _, err := io.ReadFull(client.reader, header[:]); err != nil {
			return nil, err
		}
		length := int(header[0])<<16 | int(header[1])<<8 | int(header[2])
		kind, flags := header[3], header[4]
		start := len(message)
		message = append(message, make([]byte, length)...)
		if _, err := io.ReadFull(client.reader, message[start:]); err != nil {
			return nil, err
		}
		payload := message[start:]
		if kind != frameData {
			message = message[:start]
		}
		client.in = message
		switch kind {
		case frameData, frameHeaders:
			client.received += length
			if binary.BigEndian.Uint32(header[5:]) == stream && flags&flagEndStream != 0 {
				return message, client.giveRoom()
			}
		case frameSettings, framePing:
			if flags&flagAck == 0 {
				if kind == frameSettings {
					payload = nil
				}
				if _, err := client.connection.Write(appendFrame(nil, kind, flagAck, 0, payload)); err != nil {
					return nil, err
				}
			}
		case frameReset, frameGoAway:
			return nil, fmt.Errorf("the server ended it: frame %d, %x", kind, payload)
		}
	}
}

// giveRoom lets the server send on, long before it would have to stop.
func (client *grpcClient) giveRoom() error {
	if client.received < window/2 {
		return nil
	}
	_, err := client.connection.Write(appendWindowUpdate(nil, uint32(client.received)))
	client.received = 0
	return err
}

func appendFrameHeader(to []byte, length int, kind, flags byte, stream uint32) []byte {
	to = append(to, byte(length>>16), byte(length>>8), byte(length), kind, flags)
	return binary.BigEndian.AppendUint32(to, stream)
}

func appendFrame(to []byte, kind, flags byte, stream uint32, payload []byte) []byte {
	return append(appendFrameHeader(to, len(payload), kind, flags, stream), payload...)
}

func appendWindowUpdate(to []byte, increment uint32) []byte {
	return appendFrame(to, frameWindowUpdate, 0, 0, binary.BigEndian.AppendUint32(nil, increment))
}

func (client *grpcClient) close() { client.connection.Close() }
