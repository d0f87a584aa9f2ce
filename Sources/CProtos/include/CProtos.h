/* What Swift sees of the generated messages: everything, in one header. */
#ifndef OY_CPROTOS_H
#define OY_CPROTOS_H

#include "google/protobuf/any.pb-c.h"
#include "google/protobuf/duration.pb-c.h"
#include "google/protobuf/wrappers.pb-c.h"
#include "google/rpc/error_details.pb-c.h"
#include "google/rpc/status.pb-c.h"
#include "grpc/health/v1/health.pb-c.h"
#include "oy/v1/disbursement.pb-c.h"
#include "oy/v1/gateway.pb-c.h"
#include "oy/v1/kyc.pb-c.h"
#include "oy/v1/payout_state.pb-c.h"
#include "oy/v1/pfm.pb-c.h"
#include "oy/v1/status.pb-c.h"
#include "oy/v1/virtual_account.pb-c.h"
#include "ttrpc/ttrpc.pb-c.h"

#endif
