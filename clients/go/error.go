package oygateway

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/golang/protobuf/proto"
	"github.com/golang/protobuf/ptypes/any"
	"github.com/golang/protobuf/ptypes/duration"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	spb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// ClientDomain is the Domain of errors that this package made itself: no answer of the gateway stands behind them.
const ClientDomain = "oy-gateway-client"

// unsent holds for this call alone.
const unsent = "nothing was sent for this call; what an earlier call of the same id did still stands"

// longestRetryDelay is the longest wait an error asks for, whatever the gateway says.
const longestRetryDelay = 24 * time.Hour

// FieldViolation is one field of the request that is wrong.
type FieldViolation struct {
	// Field is its path, such as `amount` or `data[2].id`.
	Field string
	// Description says what is wrong with it.
	Description string
}

// Error says why a call did not get what it asked for. Every error of a call is an *Error; use errors.As.
//
// It does not allow you to pay again, unless it is NotPaid: repeat Remit with the SAME partner_trx_id, or ask
// GetRemitStatus.
type Error struct {
	Code codes.Code
	// Message is for developers, in English.
	Message string
	// Reason is for programs: UPPER_SNAKE, unique within Domain. Empty if the gateway gave none.
	Reason string
	// Domain is who says so: oy-gateway, oyindonesia.com, or ClientDomain.
	Domain string
	// Metadata holds facts: oy_code, oy_message, partner_trx_id, field, … where they apply.
	Metadata map[string]string
	// FieldViolations is every field that was found wrong.
	FieldViolations []FieldViolation
	// RetryDelay is how long to wait before coming again, a day at most. Negative if the gateway did not say.
	RetryDelay time.Duration

	informed bool // an ErrorInfo has been read
	unsent   bool
	cause    error
}

// OYCode is OY!'s own code, such as 209. Empty if OY! was not asked or gave none.
func (e *Error) OYCode() string { return e.Metadata["oy_code"] }

// OYMessage is OY!'s own text.
func (e *Error) OYMessage() string { return e.Metadata["oy_message"] }

// Answered tells who wrote this error: the gateway, or this package. It says nothing about a payout: see NotPaid.
func (e *Error) Answered() bool { return e.Domain != ClientDomain }

// Unsent tells whether nothing was sent, for certain. It holds for this call alone: what an earlier call of the same id did
// still stands.
func (e *Error) Unsent() bool { return e.unsent }

// NotPaid tells whether the gateway says that the payout has ended without being paid, as of this answer. OY! may turn
// out later to have it after all: call Remit with the old id once more right before paying under a new one. Every other
// error of a payout, whoever wrote it, leaves open whether it was or will be paid: ask for the same id again. With
// DUPLICATE_PARTNER_TRX_ID OY! has a payout of that id already, which may be paid.
func (e *Error) NotPaid() bool {
	return e.Answered() && e.Metadata["not_paid"] == "true"
}

func (e *Error) Error() string {
	text := e.Code.String()
	if e.Reason != "" {
		text += " " + e.Reason
	}
	if e.OYCode() != "" {
		text += fmt.Sprintf(" (OY! %s)", e.OYCode())
	}
	return text + ": " + e.Message
}

// Unwrap gives what lies beneath: the gRPC status of the stock client, or the context's error.
func (e *Error) Unwrap() error { return e.cause }

// GRPCStatus makes it a gRPC error as well: status.Code, status.Convert and status.FromError read it.
func (e *Error) GRPCStatus() *status.Status {
	if from, ok := status.FromError(e.cause); ok && from != nil {
		whole := from.Proto()
		whole.Code = int32(e.Code)
		return status.FromProto(whole)
	}
	from := status.New(e.Code, e.Message)
	if detailed, err := from.WithDetails(&errdetails.ErrorInfo{Reason: e.Reason, Domain: e.Domain}); err == nil {
		return detailed
	}
	return from
}

func clientError(code codes.Code, reason, message string, cause error) *Error {
	return &Error{Code: code, Reason: reason, Message: message, Domain: ClientDomain, RetryDelay: -1, cause: cause}
}

// unsentError is one of a call of which nothing was sent.
func unsentError(code codes.Code, reason, message string, cause error) *Error {
	e := clientError(code, reason, message+"; "+unsent, cause)
	e.unsent = true
	return e
}

func isUnsent(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Unsent()
}

// sentBefore is the same error, of the last call of a payout of which an earlier one was sent.
func sentBefore(err error) error {
	var e *Error
	if !errors.As(err, &e) || !e.Unsent() {
		return err
	}
	sent := *e
	sent.unsent = false
	sent.Message = strings.TrimSuffix(e.Message, unsent) + "the payout was sent before, and may be paid"
	return &sent
}

func connectionLost(cause error) *Error {
	return clientError(codes.Unavailable, "CONNECTION_LOST",
		"the connection to the gateway ended before the answer came; the call may have been carried out", cause)
}

func streamLost(cause error) *Error {
	return clientError(codes.Unavailable, "CONNECTION_LOST", fmt.Sprintf("the connection to the gateway ended (%v)", cause), cause)
}

func connectFailed(cause error) *Error {
	return unsentError(codes.Unavailable, "CONNECT_FAILED", fmt.Sprintf("the gateway's socket can't be reached (%v)", cause), cause)
}

func clientClosed() *Error {
	return unsentError(codes.FailedPrecondition, "CLIENT_CLOSED", "the client is closed", net.ErrClosed)
}

func tooLarge() *Error {
	return unsentError(codes.ResourceExhausted, "REQUEST_TOO_LARGE", "the request is larger than 4 MiB", nil)
}

func unwritable(cause error) *Error {
	return unsentError(codes.InvalidArgument, "REQUEST_UNWRITABLE", fmt.Sprintf("the request can't be written (%v)", cause), cause)
}

func unreadable(cause error) *Error {
	return clientError(codes.Internal, "ANSWER_UNREADABLE",
		fmt.Sprintf("the gateway's answer can't be read (%v); the call may have been carried out", cause), cause)
}

// contextEnded is the error of a call that may have been sent before its context ended.
func contextEnded(cause error) *Error {
	code, reason, message := endOf(cause)
	return clientError(code, reason, message+"; the call may have been carried out, or be carried out yet", cause)
}

// contextEndedBefore is the error of a call whose context ended before anything was sent.
func contextEndedBefore(cause error) *Error {
	code, reason, message := endOf(cause)
	return unsentError(code, reason, message, cause)
}

func endOf(cause error) (code codes.Code, reason, message string) {
	if errors.Is(cause, context.DeadlineExceeded) {
		return codes.DeadlineExceeded, "DEADLINE_PASSED", "no answer came in time"
	}
	return codes.Canceled, "CALL_CANCELLED", "the caller no longer waits"
}

// errorFromStatus reads the gateway's error. A detail of an unknown kind, or one that can't be read, is passed over.
func errorFromStatus(from *spb.Status) *Error {
	e := &Error{Code: codes.Code(from.GetCode()), Message: from.GetMessage(), RetryDelay: -1, cause: status.ErrorProto(from)}
	if e.Code > codes.Unauthenticated {
		e.Code = codes.Unknown
	}
	for _, detail := range from.GetDetails() {
		e.read(detail)
	}
	return e
}

// delayOf gives a delay of no more than a day.
func delayOf(told *duration.Duration) time.Duration {
	seconds := told.GetSeconds()
	if seconds >= int64(longestRetryDelay/time.Second) {
		return longestRetryDelay
	}
	delay := time.Duration(seconds)*time.Second + time.Duration(told.GetNanos())
	if seconds < 0 || delay < 0 {
		return 0 // what is negative was not told
	}
	return delay
}

// read reads a detail. Of each kind the first one counts, for every client.
func (e *Error) read(detail *any.Any) {
	switch kind := detail.GetTypeUrl(); kind[strings.LastIndexByte(kind, '/')+1:] {
	case "google.rpc.ErrorInfo":
		var info errdetails.ErrorInfo
		if !e.informed && proto.Unmarshal(detail.GetValue(), &info) == nil {
			e.informed = true
			e.Reason, e.Domain, e.Metadata = info.GetReason(), info.GetDomain(), info.GetMetadata()
		}
	case "google.rpc.BadRequest":
		var bad errdetails.BadRequest
		if e.FieldViolations == nil && proto.Unmarshal(detail.GetValue(), &bad) == nil {
			e.FieldViolations = make([]FieldViolation, 0, len(bad.GetFieldViolations()))
			for _, each := range bad.GetFieldViolations() {
				e.FieldViolations = append(e.FieldViolations, FieldViolation{each.GetField(), each.GetDescription()})
			}
		}
	case "google.rpc.RetryInfo":
		var retry errdetails.RetryInfo
		if e.RetryDelay < 0 && proto.Unmarshal(detail.GetValue(), &retry) == nil && retry.GetRetryDelay() != nil {
			e.RetryDelay = delayOf(retry.GetRetryDelay())
		}
	}
}
