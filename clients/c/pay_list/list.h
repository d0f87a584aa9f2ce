/* Reads a list of payouts from a CSV file. */
#ifndef LIST_H
#define LIST_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "row.h"

enum { COLUMNS = 6, COLUMNS_NEEDED = 4, LONGEST_NAME = 128, MOST_DIGITS = 18 };

static const char *const columns[COLUMNS] = {"key", "recipient_bank", "recipient_account", "amount", "note", "email"};

typedef struct list {
  row *rows;
  size_t count;
  char *text;      /* what the rows point into, but for their names */
  char wrong[200]; /* why it can't be paid; empty if it can */
} list;

/* What of a file is read next. */
typedef struct place {
  char *at;
  size_t line; /* an empty one does not count */
} place;

static inline void list_free(list *read) {
  for (size_t i = 0; i < read->count; i++)
    free(read->rows[i].name);
  free(read->rows);
  free(read->text);
}

/* Takes a field, whose quotes it removes, out of the text. NULL: a quote is not closed, or is where none may be. */
static inline char *take_field(place *from, bool *is_last) {
  char *at = from->at, *field = at, *end = at;
  if (*at == '"') {
    for (at++; *at && (*at != '"' || at[1] == '"'); at++) {
      at += *at == '"';
      *end++ = *at;
    }
    if (*at++ != '"')
      return NULL;
  } else {
    while (!strchr("\",\r\n", *at))
      *end++ = *at++;
  }
  if (at[0] == '\r' && at[1] == '\n')
    at++;
  if (*at && *at != ',' && *at != '\n')
    return NULL;
  *is_last = *at != ',';
  from->at = *at ? at + 1 : at;
  *end = 0;
  return field;
}

/* Takes a line. Gives how many fields it has; -1 where it has too many, or one that can't be read, and 0 at the end. */
static inline int take_line(place *from, char **fields) {
  from->at += strspn(from->at, "\r\n");
  from->line++;
  bool is_last = *from->at == 0;
  int count = 0;
  while (!is_last) {
    if (count == COLUMNS)
      return -1;
    fields[count] = take_field(from, &is_last);
    if (!fields[count++])
      return -1;
  }
  return count;
}

/* Where each column is, -1 if it is left out. */
static inline bool find_columns(char **heading, int count, int *places) {
  int found = 0;
  for (int column = 0; column < COLUMNS; column++) {
    places[column] = -1;
    for (int i = 0; i < count; i++)
      if (strcmp(heading[i], columns[column]) == 0)
        places[column] = i;
    if (places[column] < 0 && column < COLUMNS_NEEDED)
      return false;
    found += places[column] >= 0;
  }
  return found == count;
}

static inline bool is_name(const char *text) {
  size_t length = strlen(text);
  for (size_t i = 0; i < length; i++)
    if (text[i] < '!' || text[i] > '~')
      return false;
  return length > 0 && length <= LONGEST_NAME;
}

/* Whole rupiah, more than zero; 0 where the text is anything else: Rp 12 is not what 12.500 means. */
static inline int64_t amount_of(const char *text) {
  size_t digits = strspn(text, "0123456789");
  return text[digits] == 0 && digits > 0 && digits <= MOST_DIGITS && *text != '0' ? strtoll(text, NULL, 10) : 0;
}

/* Why the line is no payout, or NULL. */
static inline const char *read_row(const char *prefix, char **fields, const int *places, row *made) {
  static char none[] = "";
  char *given[COLUMNS];
  for (int column = 0; column < COLUMNS; column++)
    given[column] = places[column] < 0 ? none : fields[places[column]];
  size_t room = strlen(prefix) + strlen(given[0]) + 2;
  *made = (row){.bank = given[1], .account = given[2], .amount = amount_of(given[3]), .note = given[4], .email = given[5],
                .standing = NOT_ASKED_FOR};
  if (!*made->bank || !*made->account)
    return "bank and account must be given";
  if (made->amount == 0)
    return "its amount is not in whole rupiah, digits only";
  made->name = malloc(room);
  if (!made->name)
    return "no memory is left";
  snprintf(made->name, room, "%s-%s", prefix, given[0]);
  return *given[0] && is_name(made->name) ? NULL : "its key makes no id of a payout: at most 128 visible ASCII characters";
}

static inline int compare_names(const void *left, const void *right) {
  return strcmp((*(row *const *)left)->name, (*(row *const *)right)->name);
}

/* A name that is there twice, or NULL. */
static inline const char *twice(const list *read) {
  const char *found = NULL;
  row **sorted = malloc(read->count * sizeof *sorted);
  if (!sorted)
    return "(no memory is left)";
  for (size_t i = 0; i < read->count; i++)
    sorted[i] = &read->rows[i];
  qsort(sorted, read->count, sizeof *sorted, compare_names);
  for (size_t i = 1; i < read->count && !found; i++)
    if (strcmp(sorted[i - 1]->name, sorted[i]->name) == 0)
      found = sorted[i]->name;
  free(sorted);
  return found;
}

static inline bool add_row(list *read, const char *prefix, char **fields, const int *places, size_t line) {
  row *rows = realloc(read->rows, (read->count + 1) * sizeof *rows);
  if (!rows) {
    snprintf(read->wrong, sizeof read->wrong, "no memory is left");
    return false;
  }
  read->rows = rows;
  const char *why = read_row(prefix, fields, places, &rows[read->count++]);
  if (why)
    snprintf(read->wrong, sizeof read->wrong, "line %zu: %s", line, why);
  return !why;
}

/* The whole list, or what is wrong with it: no row is paid while another one can't be read. `text` is taken over. */
static inline list list_of(const char *prefix, char *text) {
  list read = {.text = text};
  place from = {.at = text + (strncmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0)}; /* which spreadsheets put first */
  char *fields[COLUMNS];
  int places[COLUMNS];
  int heading = take_line(&from, fields);
  if (heading < COLUMNS_NEEDED || !find_columns(fields, heading, places)) {
    snprintf(read.wrong, sizeof read.wrong,
             "the first line must be key,recipient_bank,recipient_account,amount, and may have note,email");
    return read;
  }
  int count = heading;
  while (!*read.wrong && (count = take_line(&from, fields)) != 0) {
    if (count != heading)
      snprintf(read.wrong, sizeof read.wrong, "line %zu: it has more or fewer fields than the first line, or a stray quote",
               from.line);
    else
      add_row(&read, prefix, fields, places, from.line);
  }
  const char *name = *read.wrong || read.count == 0 ? NULL : twice(&read);
  if (name)
    snprintf(read.wrong, sizeof read.wrong, "the payout %s is there twice", name);
  if (!*read.wrong && read.count == 0)
    snprintf(read.wrong, sizeof read.wrong, "it has no rows");
  return read;
}

/* The file's text; NULL with errno where it can't be read. */
static inline char *text_of(const char *path) {
  FILE *file = fopen(path, "r");
  char *text = NULL;
  size_t room = 0;
  if (!file)
    return NULL;
  if (getdelim(&text, &room, 0, file) < 0 && !ferror(file)) { /* it is empty */
    free(text);
    text = calloc(1, 1);
  }
  int end = fgetc(file); /* after a NUL, which no list has */
  if (ferror(file) || end != EOF) {
    int cause = ferror(file) ? errno : EINVAL;
    free(text);
    text = NULL;
    fclose(file);
    errno = cause;
    return NULL;
  }
  fclose(file);
  return text;
}

#endif
