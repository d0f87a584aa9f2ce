package oygateway

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// runs gives what a program printed, and whether it failed.
func runs(t *testing.T, socket, program string, arguments ...string) (stdout, stderr string, failed bool) {
	t.Helper()
	var out, err bytes.Buffer
	command := exec.Command(program, arguments...)
	command.Env = append(os.Environ(), "OY_SOCKET="+socket)
	command.Stdout, command.Stderr = &out, &err
	failed = command.Run() != nil
	return out.String(), err.String(), failed
}

func TestPeerExample(t *testing.T) {
	peer(t)
	simulated, real := os.Getenv("OY_PEER"), os.Getenv("OY_PEER")+".real"
	program := filepath.Join(t.TempDir(), "example")
	if built, err := exec.Command("go", "build", "-o", program, "./cmd/example").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, built)
	}

	// A payout that stays open is paid again under its id only.
	stdout, stderr, failed := runs(t, simulated, program, "pay-open", "1239812390", "125000")
	id := regexp.MustCompile(`(?m)^id        (example-go-.+)$`).FindStringSubmatch(stdout)
	if !failed || id == nil || !strings.Contains(stderr, "PAYOUT_STILL_RECORDING") ||
		!strings.Contains(stderr, "still open: run again with this id: "+id[1]+"\n") {
		t.Fatalf("%q, %q", stdout, stderr)
	}
	if stdout, _, _ = runs(t, simulated, program, "pay-open", "1239812390", "125000", id[1]); !strings.Contains(stdout, "id        "+id[1]+"\n") {
		t.Errorf("%q", stdout)
	}

	_, stderr, failed = runs(t, simulated, program, "pay-rejected", "1239812390", "125000")
	if !failed || !strings.Contains(stderr, "not paid  FailedPrecondition BALANCE_NOT_ENOUGH") || strings.Contains(stderr, "still open") {
		t.Errorf("%q", stderr)
	}

	// What goes wrong before it is paid leaves nothing open, but what an earlier run may have left so.
	_, stderr, failed = runs(t, simulated, program, "not-found", "1239812390", "125000")
	if !failed || !strings.HasSuffix(stderr, "\nnothing was paid\n") {
		t.Errorf("%q", stderr)
	}
	if _, stderr, _ = runs(t, simulated, program, "not-found", "1239812390", "125000", "mine"); !strings.Contains(stderr, "still open: run again with this id: mine\n") {
		t.Errorf("%q", stderr)
	}

	_, stderr, failed = runs(t, real, program, "pay-rejected", "1239812390", "125000")
	if !failed || !strings.Contains(stderr, "--real") || strings.Contains(stderr, "BALANCE_NOT_ENOUGH") {
		t.Errorf("real money is paid: %q", stderr)
	}
	if _, stderr, _ = runs(t, real, program, "pay-rejected", "1239812390", "125000", "--real"); !strings.Contains(stderr, "BALANCE_NOT_ENOUGH") {
		t.Errorf("%q", stderr)
	}
	for _, arguments := range [][]string{{}, {"pay-open", "1239812390"}, {"pay-open", "1239812390", "125000", "--rael"}} {
		if stdout, stderr, failed = runs(t, simulated, program, arguments...); !failed || !strings.Contains(stderr, "usage") || stdout != "" {
			t.Errorf("%v: %q, %q", arguments, stdout, stderr)
		}
	}
}

func TestPeerPayoutFinal(t *testing.T) {
	peer(t)
	socket := os.Getenv("OY_PEER")
	program := filepath.Join(t.TempDir(), "payout-final")
	if built, err := exec.Command("go", "build", "-o", program, "./cmd/payout-final").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, built)
	}
	stdout, stderr, failed := runs(t, socket, program, "payout-under-way")
	if failed || stdout != "then PAYOUT_STATE_IN_PROGRESS\nthen PAYOUT_STATE_COMPLETED\n" {
		t.Errorf("%q, %q", stdout, stderr)
	}
	// There are no events of these to wait for.
	stdout, stderr, failed = runs(t, socket, program, "payout-ended")
	if failed || stdout != "2026-01-31T23:59:59.123Z PAYOUT_STATE_COMPLETED\n" {
		t.Errorf("%q, %q", stdout, stderr)
	}
	stdout, stderr, failed = runs(t, socket, program, "payout-unknown")
	if !failed || stdout != "" || !strings.Contains(stderr, "NotFound PAYOUT_NOT_FOUND") {
		t.Errorf("%q, %q", stdout, stderr)
	}
}

func TestPeerTheGatewaysTestsRefuseToPayRealMoney(t *testing.T) {
	peer(t)
	stdout, _, failed := runs(t, os.Getenv("OY_PEER")+".real", os.Args[0], "-test.run=^TestGateway", "-test.v")
	if !failed || strings.Count(stdout, "--- FAIL") != strings.Count(stdout, "the gateway pays real money") || strings.Contains(stdout, "--- PASS") {
		t.Error(stdout)
	}
}
