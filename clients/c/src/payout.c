/* What the contract's numbers for payouts are called. */
#include <string.h>

#include "oy/oy.h"

const char *oy_payout_state_name(Oy__V1__PayoutState state) {
  static const char prefix[] = "PAYOUT_STATE_";
  const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(&oy__v1__payout_state__descriptor, state);
  if (!value)
    return "UNRECOGNIZED";
  return strncmp(value->name, prefix, sizeof prefix - 1) == 0 ? value->name + sizeof prefix - 1 : value->name;
}
