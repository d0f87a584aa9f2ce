package rupiah

import "testing"

func TestPeerRupiah(t *testing.T) {
	for amount, text := range map[int64]string{0: "Rp 0", 999: "Rp 999", 1000: "Rp 1.000", 40000000: "Rp 40.000.000"} {
		if Text(amount) != text {
			t.Errorf("%q, not %q", Text(amount), text)
		}
	}
}
