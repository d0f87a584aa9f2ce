package main

import (
	"context"
	"fmt"
	"io"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	"oygateway"
	"oygateway/oyv1"
)

// till plays the answers of inquiries and of Remit by account, the last one again and again; one that is no error is a state.
type till struct {
	mutex              sync.Mutex
	inquiries, answers map[string][]any
	known              map[string]bool
	inquired, remits   []string
	asked              func() // before each inquiry
}

func (g *till) isKnown(name string) (bool, error) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	return g.known[name], nil
}

func (g *till) inquire(row *row) error {
	if g.asked != nil {
		g.asked()
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.inquired = append(g.inquired, row.account)
	_, err := play(g.inquiries, row.account)
	return err
}

func (g *till) remit(row *row) (oyv1.PayoutState, error) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.remits = append(g.remits, row.name)
	state, err := play(g.answers, row.account)
	if refused, ok := err.(*oygateway.Error); !ok || refused.NotPaid() {
		g.known[row.name] = true
	}
	return state, err
}

func play(scripts map[string][]any, account string) (oyv1.PayoutState, error) {
	script := scripts[account]
	if len(script) == 0 {
		return oyv1.PayoutState_PAYOUT_STATE_COMPLETED, nil
	}
	if len(script) > 1 {
		scripts[account] = script[1:]
	}
	if err, ok := script[0].(error); ok {
		return 0, err
	}
	return script[0].(oyv1.PayoutState), nil
}

func newTill() *till {
	return &till{inquiries: map[string][]any{}, answers: map[string][]any{}, known: map[string]bool{}}
}

const (
	unknown    = oyv1.PayoutState_PAYOUT_STATE_UNKNOWN
	inProgress = oyv1.PayoutState_PAYOUT_STATE_IN_PROGRESS
	completed  = oyv1.PayoutState_PAYOUT_STATE_COMPLETED
)

func refusal(code codes.Code, reason string) *oygateway.Error {
	return &oygateway.Error{Code: code, Reason: reason, Message: "no", Domain: "oy-gateway", RetryDelay: -1}
}

func notPaidFor(reason string) *oygateway.Error {
	refused := refusal(codes.FailedPrecondition, reason)
	refused.Metadata = map[string]string{"not_paid": "true"}
	return refused
}

func rowsOf(accounts ...string) (rows []*row) {
	for number, account := range accounts {
		rows = append(rows, &row{
			name: fmt.Sprintf("pay-E%d", number+1), bank: "014", account: account, amount: 1000000, standing: notAskedFor,
		})
	}
	return rows
}

func newTestRun(g *till, within time.Duration, rows []*row) (r *run, stop context.CancelFunc) {
	over, stop := context.WithTimeout(context.Background(), within)
	r = newRun(g, rows, over)
	r.workers, r.shortest, r.longest = 1, 10*time.Millisecond, 20*time.Millisecond
	return r, stop
}

// pays pays so many rows, of keys E1, E2, …; it gives the exit status and what is printed.
func (g *till) pays(t *testing.T, within time.Duration, accounts ...string) (status int, text string) {
	t.Helper()
	r, stop := newTestRun(g, within, rowsOf(accounts...))
	defer stop()
	r.through()
	var out strings.Builder
	status = report(&out, r.rows, r.held)
	return status, out.String()
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

// Its reader would take 1 for "it is certain how each row ended", and not know how.
func TestPeerReportThatNobodyGetsIsToBeHadByAnotherRun(t *testing.T) {
	for standing, status := range map[standing]int{paid: 0, notPaid: 1, open: 3} {
		rows := []*row{{name: "pay-E1", amount: 1000, standing: standing}}
		mustBe(t, report(io.Discard, rows, ""), status)
		mustBe(t, report(full{}, rows, ""), 3)
	}
}

func mustBe(t *testing.T, is, shouldBe any) {
	t.Helper()
	if !reflect.DeepEqual(is, shouldBe) {
		t.Errorf("%v, not %v", is, shouldBe)
	}
}

func mustSay(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, line := range strings.Split(text, "\n") {
		said := 0
		for _, word := range words {
			if strings.Contains(line, word) {
				said++
			}
		}
		if said == len(words) {
			return
		}
	}
	t.Errorf("%q is not said: %s", words, text)
}

func TestPeerListIsPaidAndNothingMoreByAnotherRun(t *testing.T) {
	g := newTill()
	g.answers["1"] = []any{inProgress, inProgress, completed}
	g.answers["2"] = []any{unknown, completed}
	for i := 0; i < 2; i++ {
		r, stop := newTestRun(g, 5*time.Second, rowsOf("1", "2", "3"))
		r.workers = 8
		r.through()
		stop()
		mustBe(t, len(those(r.rows, paid)), 3)
	}
	mustBe(t, len(g.inquired), 3) // what is known already is not looked up again
}

func TestPeerListTellsWhatIsNotPaid(t *testing.T) {
	g := newTill()
	g.answers["2"] = []any{inProgress, notPaidFor("DISBURSEMENT_FAILED")}
	status, text := g.pays(t, 5*time.Second, "1", "2")
	mustBe(t, status, 1)
	mustSay(t, text, "not paid", "pay-E2", "Rp 1.000.000", "DISBURSEMENT_FAILED")
	mustSay(t, text, "not paid: as of now", "new keys")
	mustSay(t, text, "in all", "2", "Rp 2.000.000")
}

func TestPeerListLeavesToAPersonWhatRetryingDoesNotMend(t *testing.T) {
	g := newTill()
	g.inquiries["1"] = []any{refusal(codes.NotFound, "BANK_ACCOUNT_NOT_FOUND")}
	g.answers["2"] = []any{refusal(codes.AlreadyExists, "PAYOUT_ID_REUSED")}
	status, text := g.pays(t, 5*time.Second, "1", "2", "3")
	mustBe(t, status, 3)
	mustBe(t, g.remits, []string{"pay-E2", "pay-E3"})
	mustSay(t, text, "for a person", "pay-E1", "BANK_ACCOUNT_NOT_FOUND", "nothing was asked for")
	mustSay(t, text, "for a person", "pay-E2", "PAYOUT_ID_REUSED")
	mustBe(t, strings.Count(text, "nothing was asked for"), 1)
}

func TestPeerListAsksForNothingNewWhereTheDepositIsUsedUp(t *testing.T) {
	g := newTill()
	g.answers["1"] = []any{inProgress, completed}
	g.answers["2"] = []any{notPaidFor("BALANCE_NOT_ENOUGH")}
	status, text := g.pays(t, 5*time.Second, "1", "2", "3")
	mustBe(t, status, 3)
	mustBe(t, g.remits, []string{"pay-E1", "pay-E2", "pay-E1"})
	mustSay(t, text, "nothing new was asked for", "BALANCE_NOT_ENOUGH")
	// The refusal is in the ledger now, and says nothing about the present deposit.
	status, _ = g.pays(t, 5*time.Second, "1", "2", "3")
	mustBe(t, status, 1)
}

func TestPeerListAsksForNothingNewWhereOYIsOutOfReach(t *testing.T) {
	g := newTill()
	g.answers["1"] = []any{oyv1.PayoutState_PAYOUT_STATE_RECORDED, completed}
	status, text := g.pays(t, 5*time.Second, "1", "2")
	mustBe(t, status, 3)
	mustBe(t, g.remits, []string{"pay-E1", "pay-E1"})
	mustSay(t, text, "nothing new was asked for", "out of reach")
}

func TestPeerListTriesAgainWhatOtherErrorsLeftOpen(t *testing.T) {
	g := newTill()
	tooMany := refusal(codes.ResourceExhausted, "RATE_LIMIT_REACHED")
	tooMany.RetryDelay = 20 * time.Millisecond
	g.answers["1"] = []any{tooMany, refusal(codes.Unavailable, "SHUTTING_DOWN"), tooMany, tooMany, completed}
	g.inquiries["2"] = []any{refusal(codes.Unavailable, "away"), completed}
	status, _ := g.pays(t, 5*time.Second, "1", "2")
	mustBe(t, status, 0)
	mustBe(t, g.remits, []string{"pay-E1", "pay-E1", "pay-E1", "pay-E2", "pay-E1", "pay-E1"})
}

func TestPeerListLeavesOpenWhatIsNotCertainInTime(t *testing.T) {
	g := newTill()
	g.answers["1"] = []any{unknown}
	status, text := g.pays(t, 100*time.Millisecond, "1")
	mustBe(t, status, 3)
	mustSay(t, text, "open", "pay-E1", "UNKNOWN")
	mustSay(t, text, "open: it may be paid", "same list")
	status, _ = g.pays(t, -time.Second, "2")
	mustBe(t, status, 3)
	mustBe(t, g.known["pay-E2"], false)
	// An approval is not waited for.
	g.answers["1"] = []any{oyv1.PayoutState_PAYOUT_STATE_AWAITING_APPROVAL}
	status, text = g.pays(t, time.Hour, "1", "2")
	mustBe(t, status, 3)
	mustSay(t, text, "open", "pay-E1", "AWAITING_APPROVAL: another person has to approve it")
}

func TestPeerListEndsWhereItIsInterrupted(t *testing.T) {
	g := newTill()
	r, stop := newTestRun(g, time.Hour, rowsOf("1", "2", "3"))
	g.asked = stop
	r.through()
	mustBe(t, g.remits, []string{"pay-E1"}) // it was under way
	mustBe(t, len(those(r.rows, notAskedFor)), 2)
}

func TestPeerListShowsAFewOfThoseThatAreOpen(t *testing.T) {
	g := newTill()
	g.answers["1"] = []any{inProgress}
	_, text := g.pays(t, 0, strings.Split(strings.Repeat("1", 12), "")...)
	mustBe(t, strings.Count(text, "pay-E"), 0)
	_, text = g.pays(t, 50*time.Millisecond, strings.Split(strings.Repeat("1", 12), "")...)
	mustBe(t, strings.Count(text, "pay-E"), 10)
	mustSay(t, text, "open", "and 2 more")
}
