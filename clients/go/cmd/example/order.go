package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"oygateway"
	"oygateway/oyv1"
)

var errRealMoney = errors.New("the gateway pays real money: run with --real to do it")

// order is what the arguments ask for.
type order struct {
	bank, account, id string
	amount            int64
	real              bool
	// It may have been asked to be paid, by this run or the one that named the id.
	begun bool
}

func orderOf(arguments []string) (order, error) {
	o := order{id: fmt.Sprintf("example-go-%d-%d", time.Now().UnixNano(), os.Getpid())}
	var words []string
	for _, argument := range arguments {
		switch {
		case argument == "--real":
			o.real = true
		case argument == "":
			return o, errors.New("an argument must not be empty")
		case strings.HasPrefix(argument, "-"):
			return o, fmt.Errorf("there is no %s", argument)
		default:
			words = append(words, argument)
		}
	}
	if len(words) != 3 && len(words) != 4 {
		return o, errors.New("what is to be paid must be given")
	}
	if len(words) == 4 {
		o.id, o.begun = words[3], true
	}
	o.bank, o.account = words[0], words[1]
	var err error
	o.amount, err = wholeRupiah(words[2])
	return o, err
}

// wholeRupiah guesses nothing: Rp 12 is not what 12.500 means.
func wholeRupiah(word string) (int64, error) {
	amount, err := strconv.ParseInt(word, 10, 64)
	if err != nil || amount <= 0 || strconv.FormatInt(amount, 10) != word {
		return 0, fmt.Errorf("%q is no amount in whole rupiah, digits only", word)
	}
	return amount, nil
}

// allowed tells whether it may be paid: in a simulator, or with the flag.
func (o order) allowed(ctx context.Context, client *oygateway.Client) error {
	if o.real {
		return nil
	}
	info, err := client.Gateway.GetInfo(ctx, &oyv1.GetInfoRequest{})
	if err != nil {
		return err
	}
	if base, err := url.Parse(info.BaseUrl); err == nil {
		switch base.Hostname() {
		case "localhost", "127.0.0.1", "::1":
			return nil
		}
	}
	return errRealMoney
}
