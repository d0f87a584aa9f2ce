/* pay_list: the list, the run with a gateway that is played here, and the report. */
#include "../pay_list/list.h"
#include "../pay_list/report.h"
#include "../pay_list/run.h"
#include "check.h"

#define HEADING "key,recipient_bank,recipient_account,amount"

static list read_text(const char *text) {
  return list_of("pay", strdup(text));
}

static void a_list_has_every_column(void) {
  list read = read_text("\xef\xbb\xbf" HEADING ",note,email\r\n"
                        "E1,014,0012,125000,\"Gaji, \"\"Mei\"\"\",siti@example.com\r\n");
  CHECK_TEXT(read.wrong, "");
  CHECK(read.count == 1);
  if (read.count == 1) {
    const row *one = read.rows;
    CHECK_TEXT(one->name, "pay-E1");
    CHECK_TEXT(one->bank, "014");
    CHECK_TEXT(one->account, "0012");
    CHECK_TEXT(one->note, "Gaji, \"Mei\"");
    CHECK_TEXT(one->email, "siti@example.com");
    CHECK(one->amount == 125000 && one->standing == NOT_ASKED_FOR);
  }
  list_free(&read);
  read = read_text("amount,key,recipient_account,recipient_bank\n1,E1,2,\"014\"\n\n999999999999999999,E2,\"\n\",x");
  CHECK_TEXT(read.wrong, "");
  CHECK(read.count == 2 && read.rows[1].amount == 999999999999999999 && strcmp(read.rows[0].bank, "014") == 0);
  CHECK(read.count == 2 && strcmp(read.rows[0].note, "") == 0 && strcmp(read.rows[1].account, "\n") == 0);
  list_free(&read);
}

static void check_wrong(const char *text, const char *why) {
  list read = read_text(text);
  CHECK(*read.wrong && strstr(read.wrong, why));
  list_free(&read);
}

static void a_list_is_read_whole_or_not_at_all(void) {
  static const char *const headings[] = {"", "\n", "key", "key;recipient_bank;recipient_account;amount\nE1;014;1;1000\n",
                                         HEADING ",name\nE1,014,1,1000,x\n", HEADING ",key\nE1,014,1,1000,E2\n",
                                         HEADING ",note,email,more\n"};
  for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
    check_wrong(headings[i], "the first line must be");
  check_wrong(HEADING, "no rows");
  static const char *const lines[][2] = {
      {"E1,014,2,1000", "pay-E1 is there twice"}, {",014,2,1000", "line 3: its key"}, {"E 2,014,2,1000", "line 3: its key"},
      {"E2,,2,1", "bank and account"}, {"E2,014,,1", "bank and account"}, {"E2,014,2", "line 3: it has more or fewer"},
      {"E2,014,2,1,5", "more or fewer"}, {"E2,014,2,1,,,,,,", "more or fewer"}, {"E2,014,\"2,1", "stray quote"},
      {"E2,014,2\"2,1", "stray quote"}, {"E2,014,\"2\"2,1", "stray quote"}, {"E2,014,2,1\rx", "more or fewer"}};
  char text[512];
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    snprintf(text, sizeof text, HEADING "\nE1,014,1,1000\n%s\n", lines[i][0]);
    check_wrong(text, lines[i][1]);
  }
  static const char *const amounts[] = {"", "0", "01", "1.000", "1e6", "-1", "+1", "1_000", " 1", "1 ",
                                        "1000000000000000000"};
  for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
    snprintf(text, sizeof text, HEADING "\nE1,014,1,%s\n", amounts[i]);
    check_wrong(text, "line 2: its amount");
  }
  snprintf(text, sizeof text, HEADING "\n%0125d,014,1,1000\n", 0);
  check_wrong(text, "its key");
  CHECK(text_of("/nowhere/list.csv") == NULL && text_of("/") == NULL);
  char *nothing = text_of("/dev/null");
  CHECK_TEXT(nothing, "");
  free(nothing);
}

/* One answer of the gateway: a state of Remit, or an error. */
typedef struct answer {
  Oy__V1__PayoutState state;
  oy_result code;
  const char *reason;
  bool not_paid;
  int64_t retry_delay_ms;
} answer;

enum { ACCOUNTS = 4, ANSWERS = 6 };

/* The gateway that is played: answers by account, 1 to 3, the last one again and again; without one it is paid. */
static struct till {
  answer inquiries[ACCOUNTS][ANSWERS], remits[ACCOUNTS][ANSWERS];
  size_t inquired[ACCOUNTS], remitted[ACCOUNTS];
  bool known[ACCOUNTS];
  char order[64]; /* the accounts of the calls of Remit, one after the other */
  bool interrupts;
} till;

static volatile sig_atomic_t interrupted;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int account_of(const row *asked) {
  return atoi(asked->account);
}

static oy_result answer_with(const answer *given, oy_error *error) {
  static Google__Rpc__ErrorInfo__MetadataEntry not_paid = {.key = "not_paid", .value = "true"};
  static Google__Rpc__ErrorInfo__MetadataEntry *facts[] = {&not_paid};
  oy_error_clear(error);
  error->code = given->code;
  error->reason = given->reason ? given->reason : "";
  error->answered = true;
  error->retry_delay_ms = given->retry_delay_ms ? given->retry_delay_ms : -1;
  error->n_metadata = given->not_paid;
  error->metadata = given->not_paid ? facts : NULL;
  return given->code;
}

/* The next answer of a script. */
static const answer *next_of(const answer *script, size_t *asked) {
  bool is_more = *asked + 1 < ANSWERS && (script[*asked + 1].state || script[*asked + 1].code);
  return &script[is_more ? (*asked)++ : *asked];
}

static oy_result look_up(void *context, const row *asked, oy_error *error) {
  (void)context;
  pthread_mutex_lock(&lock);
  const answer known = {.code = till.known[account_of(asked)] ? OY_OK : OY_NOT_FOUND, .reason = "PAYOUT_NOT_FOUND"};
  pthread_mutex_unlock(&lock);
  return answer_with(&known, error);
}

static oy_result inquire(void *context, const row *asked, oy_error *error) {
  (void)context;
  int account = account_of(asked);
  pthread_mutex_lock(&lock);
  if (till.interrupts)
    interrupted = 1;
  oy_result code = answer_with(next_of(till.inquiries[account], &till.inquired[account]), error);
  pthread_mutex_unlock(&lock);
  return code;
}

static oy_result remit(void *context, const row *asked, Oy__V1__PayoutState *state, oy_error *error) {
  (void)context;
  int account = account_of(asked);
  pthread_mutex_lock(&lock);
  const answer *given = next_of(till.remits[account], &till.remitted[account]);
  *state = given->state ? given->state : OY__V1__PAYOUT_STATE__PAYOUT_STATE_COMPLETED;
  till.known[account] = till.known[account] || given->code == OY_OK || given->not_paid;
  size_t length = strlen(till.order);
  snprintf(till.order + length, sizeof till.order - length, "%d", account);
  oy_result code = answer_with(given, error);
  pthread_mutex_unlock(&lock);
  return code;
}

static const gateway played = {look_up, inquire, remit, NULL};

/* Pays rows of the accounts 1, 2, …, and gives the exit status; *report is to be freed. */
static int pay_within(int rows, int within_ms, int workers, char **report) {
  char text[512] = HEADING "\n";
  for (int i = 1; i <= rows; i++)
    snprintf(text + strlen(text), sizeof text - strlen(text), "E%d,014,%d,1000000\n", i, i);
  list given = read_text(text);
  interrupted = 0;
  run all = {.gateway = &played, .rows = given.rows, .count = given.count, .ends_ms = now_ms() + within_ms,
             .interrupted = &interrupted, .workers = workers, .shortest_pause_ms = 10, .longest_pause_ms = 20};
  CHECK(go_through(&all, NULL));
  size_t length;
  FILE *out = open_memstream(report, &length);
  int status = print_report(out, given.rows, given.count, interrupted ? "interrupted" : all.held);
  fclose(out);
  list_free(&given);
  return status;
}

static void check_paying(int rows, int within_ms, int status, const char *order, const char *says) {
  char *report = NULL;
  *till.order = 0;
  CHECK(pay_within(rows, within_ms, 1, &report) == status);
  CHECK_TEXT(till.order, order);
  if (!strstr(report, says))
    CHECK_TEXT(report, says);
  free(report);
}

static void start_anew(void) {
  memset(&till, 0, sizeof till);
}

#define STATE(name) {.state = OY__V1__PAYOUT_STATE__PAYOUT_STATE_##name}
#define ERROR(named, why) {.code = OY_##named, .reason = why}
#define NOT_PAID_FOR(why) {.code = OY_FAILED_PRECONDITION, .reason = why, .not_paid = true}
#define SCRIPT(script, ...)                    \
  do {                                         \
    const answer answers_[] = {__VA_ARGS__};   \
    memcpy(script, answers_, sizeof answers_); \
  } while (0)

static void every_row_is_paid_and_nothing_more_by_another_run(void) {
  start_anew();
  SCRIPT(till.remits[1], STATE(IN_PROGRESS), STATE(IN_PROGRESS), STATE(COMPLETED));
  SCRIPT(till.remits[2], STATE(UNKNOWN), STATE(COMPLETED));
  check_paying(3, 5000, 0, "123121", "every row is paid");
  SCRIPT(till.inquiries[1], ERROR(NOT_FOUND, "")); /* what is known already is not looked up again */
  char *report = NULL;
  CHECK(pay_within(3, 5000, MOST_WORKERS, &report) == 0);
  CHECK(strstr(report, "in all              3              Rp 3.000.000"));
  free(report);
}

static void what_is_certain_is_told(void) {
  start_anew();
  SCRIPT(till.remits[2], STATE(IN_PROGRESS), NOT_PAID_FOR("DISBURSEMENT_FAILED"));
  check_paying(2, 5000, 1, "122", "not paid      pay-E2  Rp 1.000.000  DISBURSEMENT_FAILED");
  check_paying(2, 5000, 1, "12", "not paid: as of now");
}

static void what_retrying_does_not_mend_is_for_a_person(void) {
  start_anew();
  SCRIPT(till.inquiries[1], ERROR(NOT_FOUND, "BANK_ACCOUNT_NOT_FOUND"));
  check_paying(2, 5000, 3, "2", "for a person  pay-E1  Rp 1.000.000  BANK_ACCOUNT_NOT_FOUND:  (nothing was asked for)");
  start_anew();
  SCRIPT(till.remits[1], ERROR(ALREADY_EXISTS, "PAYOUT_ID_REUSED"));
  check_paying(2, 5000, 3, "12", "for a person  pay-E1  Rp 1.000.000  PAYOUT_ID_REUSED: \n");
}

static void nothing_new_is_asked_for_where_it_would_use_up_names(void) {
  start_anew();
  SCRIPT(till.remits[1], STATE(IN_PROGRESS), STATE(COMPLETED));
  SCRIPT(till.remits[2], NOT_PAID_FOR("BALANCE_NOT_ENOUGH"));
  check_paying(3, 5000, 3, "121", "nothing new was asked for any more: BALANCE_NOT_ENOUGH");
  check_paying(3, 5000, 1, "123", "not paid            1"); /* the refusal is in the ledger now */
  start_anew();
  SCRIPT(till.remits[1], STATE(RECORDED), STATE(COMPLETED));
  check_paying(2, 5000, 3, "11", "out of reach");
}

static void other_errors_leave_it_open_and_are_tried_again(void) {
  start_anew();
  const answer too_many = {.code = OY_RESOURCE_EXHAUSTED, .reason = "RATE_LIMIT_REACHED", .retry_delay_ms = 20};
  SCRIPT(till.remits[1], too_many, ERROR(UNAVAILABLE, "SHUTTING_DOWN"), too_many, too_many, STATE(COMPLETED));
  SCRIPT(till.inquiries[2], ERROR(UNAVAILABLE, "away"), STATE(COMPLETED));
  check_paying(2, 5000, 0, "111211", "every row is paid");
}

static void what_is_not_certain_in_time_is_open(void) {
  start_anew();
  SCRIPT(till.remits[1], STATE(UNKNOWN));
  char *report = NULL;
  CHECK(pay_within(1, 100, 1, &report) == 3);
  CHECK(strstr(report, "open          pay-E1  Rp 1.000.000  UNKNOWN") && strstr(report, "open: it may be paid"));
  free(report);
  check_paying(1, -1, 3, "", "not asked for: by this run");
  start_anew();
  SCRIPT(till.remits[1], STATE(AWAITING_APPROVAL)); /* which is not waited for */
  check_paying(2, 1000000, 3, "12", "open          pay-E1  Rp 1.000.000  AWAITING_APPROVAL: another person has to approve it\n");
}

static void an_interruption_ends_it(void) {
  start_anew();
  till.interrupts = true;
  check_paying(3, 1000000, 3, "1", "nothing new was asked for any more: interrupted"); /* the first was under way */
}

static void amounts_are_readable(void) {
  char text[40];
  CHECK_TEXT(rupiah(0, text), "Rp 0");
  CHECK_TEXT(rupiah(999, text), "Rp 999");
  CHECK_TEXT(rupiah(1000, text), "Rp 1.000");
  CHECK_TEXT(rupiah(40000000, text), "Rp 40.000.000");
  CHECK_TEXT(rupiah(INT64_MAX, text), "Rp 9.223.372.036.854.775.807");
}

/* Its reader would take 1 for "it is certain how each row ended", and not know how. */
static void a_report_that_nobody_gets_is_to_be_had_by_another_run(void) {
  for (standing is = PAID; is <= NOT_PAID; is++) {
    const row only = {.name = "pay-E1", .amount = 1000, .standing = is, .word = ""};
    FILE *full = fopen("/dev/full", "w"), *out = tmpfile();
    CHECK(print_report(out, &only, 1, "") == (is == PAID ? 0 : 1));
    CHECK(print_report(full, &only, 1, "") == 3);
    fclose(full);
    fclose(out);
  }
}

int main(void) {
  a_list_has_every_column();
  a_list_is_read_whole_or_not_at_all();
  every_row_is_paid_and_nothing_more_by_another_run();
  what_is_certain_is_told();
  what_retrying_does_not_mend_is_for_a_person();
  nothing_new_is_asked_for_where_it_would_use_up_names();
  other_errors_leave_it_open_and_are_tried_again();
  what_is_not_certain_in_time_is_open();
  an_interruption_ends_it();
  amounts_are_readable();
  a_report_that_nobody_gets_is_to_be_had_by_another_run();
  return report("C pay_list");
}
