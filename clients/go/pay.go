package oygateway

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/grpc/codes"

	"oygateway/oyv1"
)

// One Remit and one WaitPayout take no longer, and the next Remit comes no sooner.
const (
	longestRemit  = 20 * time.Second
	longestWait   = time.Minute
	shortestPause = time.Second
)

// Pay pays, and asks again under the same id until it is certain how that ended, or the context ends: give it a deadline
// of some minutes. Write the payout down, its id included, where it survives your own crash, before you call this. The
// caller needs Remit, and WaitPayout so that it hears at once: without it, it asks again with pauses.
//
// Without an error, paid says whether it was paid. That it was not holds as of this answer: call Pay with the old id once more
// right before paying under a new one. With an *Error the payout is open, and its id must not be given up. If the context has
// ended (errors.Is with context.DeadlineExceeded or context.Canceled) or the client was closed (net.ErrClosed), call Pay again
// later; otherwise retrying does not help, and a person has to look. It is Unsent if not one of the tries was sent.
func (c *Client) Pay(ctx context.Context, request *oyv1.RemitRequest) (paid bool, err error) {
	return pay(ctx, c.Services, request, rest)
}

// pay does what Pay does. Only Remit says how a payout has ended: WaitPayout is asked for nothing but its moment,
// and none of its answers ends this.
func pay(ctx context.Context, services Services, request *oyv1.RemitRequest,
	rest func(context.Context, time.Duration) error) (paid bool, err error) {
	sent := false // whether one of the tries was
	for {
		state, err := remit(ctx, services, request)
		if sent = sent || !isUnsent(err); sent {
			err = sentBefore(err)
		}
		var e *Error
		switch {
		case err == nil && state == oyv1.PayoutState_PAYOUT_STATE_COMPLETED:
			return true, nil
		case err == nil:
			err = waitForEnd(ctx, services, request.PartnerTrxId)
		case !errors.As(err, &e):
			return false, err
		case e.NotPaid():
			return false, nil
		case e.ForAPerson():
			return false, e
		}
		if ended := rest(ctx, pauseAfter(err)); ended != nil {
			return false, stillOpen(request.GetPartnerTrxId(), ended, err)
		}
	}
}

func remit(ctx context.Context, services Services, request *oyv1.RemitRequest) (oyv1.PayoutState, error) {
	ctx, cancel := context.WithTimeout(ctx, longestRemit)
	defer cancel()
	payout, err := services.Disbursement.Remit(ctx, request)
	return payout.GetState(), err
}

// waitForEnd comes back when a payout that is under way has ended, or after a minute. Its error says nothing about the payout.
func waitForEnd(ctx context.Context, services Services, id string) error {
	ctx, cancel := context.WithTimeout(ctx, longestWait)
	defer cancel()
	_, err := services.Payout.WaitPayout(ctx, &oyv1.WaitPayoutRequest{PartnerTrxId: id})
	return sentBefore(err)
}

// pauseAfter is how long to wait until the next try: as long as the gateway says, and a second at least.
func pauseAfter(err error) time.Duration {
	var e *Error
	if errors.As(err, &e) && e.RetryDelay > shortestPause {
		return e.RetryDelay
	}
	return shortestPause
}

// ForAPerson tells whether retrying does not mend it, at least not today. The payout is open then, unless it is NotPaid.
func (e *Error) ForAPerson() bool {
	switch e.Code {
	case codes.InvalidArgument, codes.PermissionDenied, codes.AlreadyExists, codes.FailedPrecondition, codes.OutOfRange,
		codes.Unimplemented:
		return true
	}
	return e.Reason == "DAILY_LIMIT_REACHED" || e.Reason == "REQUEST_TOO_LARGE"
}

// rest waits, unless the context ends before that would be over.
func rest(ctx context.Context, pause time.Duration) error {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < pause {
		return context.DeadlineExceeded
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// stillOpen says that the time is up, and the last error if there was one; it is unsent if that is, of all the tries.
func stillOpen(id string, ended, last error) *Error {
	code, reason, _ := endOf(ended)
	message := fmt.Sprintf("payout %s is still open: pay again later, with the same id", id)
	if last != nil {
		message += "; the last error: " + last.Error()
	}
	e := clientError(code, reason, message, ended)
	e.unsent = isUnsent(last)
	return e
}
