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

// built gives the program of a folder in cmd.
func built(t *testing.T, name string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), name)
	if told, err := exec.Command("go", "build", "-o", program, "./cmd/"+name).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, told)
	}
	return program
}

func TestPeerExample(t *testing.T) {
	peer(t)
	simulated, real := os.Getenv("OY_PEER"), os.Getenv("OY_PEER")+".real"
	program := built(t, "example")

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

	// Accepted is not paid yet.
	stdout, stderr, failed = runs(t, simulated, program, "pay-under-way", "1239812390", "125000", "pay-under-way")
	if failed || stderr != "" || !strings.Contains(stdout, "payout    Rp 125.000, PAYOUT_STATE_IN_PROGRESS") ||
		!strings.Contains(stdout, "\npaid      Rp 125.000\n") {
		t.Errorf("%q, %q", stdout, stderr)
	}
	stdout, stderr, failed = runs(t, simulated, program, "pay-unrecognized", "1239812390", "125000", "pay-unrecognized")
	if !failed || stderr != "still open: run again with this id: pay-unrecognized\n" || !strings.Contains(stdout, "status    99") {
		t.Errorf("%q, %q", stdout, stderr)
	}
}

func TestPeerExampleRefusesWhatIsNoOrder(t *testing.T) {
	peer(t)
	program := built(t, "example")
	orders := [][]string{
		{}, {"pay-open", "1239812390"}, {"pay-open", "1239812390", "100", "id", "more"}, {"pay-open", "1239812390", "100", "--rael"},
		{"pay-open", "1239812390", "100", ""}, {"pay-open", "", "100"}, {"", "1239812390", "100"},
	}
	for _, amount := range []string{
		"12.500", "12,500", "12_500", "1e6", "0x10", "0", "0100", "-5", "+5", " 5", "5 ", "5\n", "", "12rb", "١٢٥",
		"9223372036854775808", "99999999999999999999",
	} {
		orders = append(orders, []string{"pay-open", "1239812390", amount})
	}
	for _, arguments := range orders {
		stdout, stderr, failed := runs(t, os.Getenv("OY_PEER"), program, arguments...)
		if !failed || !strings.Contains(stderr, "usage") || stdout != "" {
			t.Errorf("%q: %q, %q", arguments, stdout, stderr)
		}
	}
}

func TestPeerPayoutFinal(t *testing.T) {
	peer(t)
	socket := os.Getenv("OY_PEER")
	program := built(t, "payout-final")
	stdout, stderr, failed := runs(t, socket, program, "payout-under-way")
	if failed || stdout != "then PAYOUT_STATE_IN_PROGRESS\nthen PAYOUT_STATE_COMPLETED\n" {
		t.Errorf("%q, %q", stdout, stderr)
	}
	// There are no events of these to wait for.
	stdout, stderr, failed = runs(t, socket, program, "payout-ended")
	if failed || stdout != "2026-01-31T23:59:59.123Z PAYOUT_STATE_COMPLETED\n" {
		t.Errorf("%q, %q", stdout, stderr)
	}
	// A state of the future is no end, and can be told.
	stdout, stderr, failed = runs(t, socket, program, "pay-unrecognized")
	if failed || stdout != "then 99\nthen PAYOUT_STATE_COMPLETED\n" {
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

func TestPeerPayListAsksForNothing(t *testing.T) {
	peer(t)
	program := built(t, "pay-list")
	list := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(list, []byte("key,recipient_bank,recipient_account,amount\nE1,pay-rejected,1,1000\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, arguments := range [][]string{{}, {"pay"}, {"pay", list, "more"}, {"pay", list + ".away"}, {"pay", list, "--rael"},
		{"pay", list, "--within", "nan"}, {"pay", list, "--within", "-1s"}, {"pay", list}} {
		stdout, stderr, failed := runs(t, os.Getenv("OY_PEER")+".real", program, arguments...)
		if !failed || stdout != "" || stderr == "" {
			t.Errorf("%q: %q, %q", arguments, stdout, stderr)
		}
	}
	_, stderr, failed := runs(t, os.Getenv("OY_PEER")+".absent", program, "pay", "--within", "1s", list)
	if !failed || !strings.Contains(stderr, "nothing was asked for: Unavailable CONNECT_FAILED") {
		t.Errorf("%q", stderr)
	}
}
