/*
 * Pays the rows of a list, each once, however often it is run.
 *
 *     OY_SOCKET=/run/oyd/oyd.sock build/pay_list salary-2026-11 LIST.csv [--within SECONDS] [--real]
 *
 * LIST.csv has the columns key, recipient_bank, recipient_account and amount (whole rupiah, digits only), and may have note
 * and email. The row with the key E0042 is the payout salary-2026-11-E0042 in every run. So whatever ended a run: run it
 * again, with the same list.
 *
 * It ends with status 0 if every row is paid, with 1 if it is certain how each row ended and some are not paid, and with 3
 * if rows are open, not asked for or for a person, or if it could not do its work or write its report: standard error says
 * why. With 2 the command or the list is wrong, and nothing was asked for. Where the gateway stands before the real OY!, and
 * not before a simulator on this host, it pays only with --real.
 */
#include <oy/rpcs.h>

#include "../local.h"
#include "list.h"
#include "report.h"
#include "run.h"

enum { CALL_MS = 10000, WITHIN_S = 900, LONGEST_S = 10000000 };

static volatile sig_atomic_t interrupted;

static void interrupt(int number) {
  (void)number;
  interrupted = 1;
}

static oy_result look_up(void *client, const row *asked, oy_error *error) {
  Oy__V1__GetPayoutRequest request = OY__V1__GET_PAYOUT_REQUEST__INIT;
  request.partner_trx_id = asked->name;
  Oy__V1__GetPayoutResponse *known = NULL;
  oy_result code = oy_payout_get_payout(client, &request, &known, CALL_MS, error);
  oy__v1__get_payout_response__free_unpacked(known, NULL);
  return code;
}

static oy_result inquire(void *client, const row *asked, oy_error *error) {
  Oy__V1__InquireAccountRequest request = OY__V1__INQUIRE_ACCOUNT_REQUEST__INIT;
  request.recipient_bank = asked->bank;
  request.recipient_account = asked->account;
  Oy__V1__InquireAccountResponse *holder = NULL;
  oy_result code = oy_disbursement_inquire_account(client, &request, &holder, CALL_MS, error);
  oy__v1__inquire_account_response__free_unpacked(holder, NULL);
  return code;
}

/* Always with the same content: it is the same payout then, and is paid once. */
static oy_result remit(void *client, const row *asked, Oy__V1__PayoutState *state, oy_error *error) {
  Oy__V1__RemitRequest request = OY__V1__REMIT_REQUEST__INIT;
  request.recipient_bank = asked->bank;
  request.recipient_account = asked->account;
  request.amount = asked->amount;
  request.note = asked->note;
  request.email = asked->email;
  request.partner_trx_id = asked->name;
  Oy__V1__RemitResponse *payout = NULL;
  oy_result code = oy_disbursement_remit(client, &request, &payout, CALL_MS, error);
  if (code == OY_OK)
    *state = payout->state;
  oy__v1__remit_response__free_unpacked(payout, NULL);
  return code;
}

static void print_counts(const row *rows, size_t count) {
  size_t counts[STANDINGS] = {0};
  for (size_t i = 0; i < count; i++)
    counts[rows[i].standing]++;
  char clock[16];
  time_t now = time(NULL);
  strftime(clock, sizeof clock, "%H:%M:%S", localtime(&now));
  const char *before = clock;
  for (standing is = PAID; is < STANDINGS; is++) {
    if (counts[is]) {
      printf("%s %zu %s", before, counts[is], standing_names[is]);
      before = ",";
    }
  }
  printf("\n");
  fflush(stdout);
}

static int64_t sum(const list *given) {
  int64_t amount = 0;
  for (size_t i = 0; i < given->count; i++)
    amount += given->rows[i].amount;
  return amount;
}

/* Prints the sum beside the deposit. */
static oy_result print_deposit(oy_client *client, const list *given, oy_error *error) {
  Oy__V1__GetBalanceRequest request = OY__V1__GET_BALANCE_REQUEST__INIT;
  Oy__V1__GetBalanceResponse *deposit = NULL;
  char wanted[40], there[40];
  oy_result code = oy_disbursement_get_balance(client, &request, &deposit, CALL_MS, error);
  if (code == OY_OK)
    printf("%zu payouts, %s; deposit %s\n", given->count, rupiah(sum(given), wanted), rupiah(deposit->balance, there));
  fflush(stdout);
  oy__v1__get_balance_response__free_unpacked(deposit, NULL);
  return code;
}

static int pay(oy_client *client, const list *given, int within_s, bool real) {
  oy_error error = OY_ERROR_INIT;
  if (!real && !gateway_is_local(client, &error) && error.code == OY_OK) {
    fprintf(stderr, "the gateway pays real money: run with --real to do it\n");
    return 2;
  }
  if (error.code != OY_OK || print_deposit(client, given, &error) != OY_OK) {
    fprintf(stderr, "nothing was asked for: %s %s: %s\n", oy_result_name(error.code), error.reason, error.message);
    oy_error_clear(&error);
    return 3;
  }
  const gateway asked = {look_up, inquire, remit, client};
  run all = {.gateway = &asked, .rows = given->rows, .count = given->count, .ends_ms = now_ms() + within_s * 1000LL,
             .interrupted = &interrupted, .workers = MOST_WORKERS, .shortest_pause_ms = 1000, .longest_pause_ms = 30000};
  if (!go_through(&all, print_counts))
    fprintf(stderr, "nothing was asked for: no memory is left\n");
  int status = print_report(stdout, given->rows, given->count, interrupted ? "interrupted" : all.held);
  if (ferror(stdout))
    fprintf(stderr, "the report can't be written: run it again, with the same list\n");
  return status;
}

/* Reads the arguments; false: they are not as they should be. */
static bool read_arguments(int argc, char **argv, const char **words, int *within_s, bool *real) {
  int count = 0;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--real") == 0)
      *real = true;
    else if (strcmp(argv[i], "--within") == 0 && i + 1 < argc && amount_of(argv[i + 1]) > 0 &&
             amount_of(argv[i + 1]) <= LONGEST_S)
      *within_s = (int)amount_of(argv[++i]);
    else if (count == 2 || argv[i][0] == '-' || argv[i][0] == 0)
      return false;
    else
      words[count++] = argv[i];
  }
  return count == 2;
}

int main(int argc, char **argv) {
  const char *words[2];
  int within_s = WITHIN_S;
  bool real = false;
  if (!read_arguments(argc, argv, words, &within_s, &real)) {
    fprintf(stderr, "usage: pay_list PREFIX LIST.csv [--within SECONDS] [--real]\nexit status: 0 every row is paid;"
                    " 1 all is certain, some are not paid; 2 wrong command or list; 3 run it again\n");
    return 2;
  }
  char *text = text_of(words[1]);
  if (!text) {
    fprintf(stderr, "%s: %s\n", words[1], strerror(errno));
    return 2;
  }
  list given = list_of(words[0], text);
  int status = 2;
  if (*given.wrong) {
    fprintf(stderr, "%s: %s\n", words[1], given.wrong);
  } else {
    struct sigaction action = {.sa_handler = interrupt};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    const char *path = getenv("OY_SOCKET");
    oy_client *client = oy_client_new(path && *path ? path : "/run/oyd/oyd.sock");
    status = pay(client, &given, within_s, real);
    oy_client_free(client);
  }
  list_free(&given);
  return status;
}
