@testable import Contract
import TestSupport
import Testing

@Suite struct MessageTests {
    @Test func `an empty message has empty values`() {
        let remit = Message(schema("RemitRequest"))
        #expect(remit.string("recipient_bank") == "" && remit.integer("amount") == 0)
        #expect(remit.encodedSize == 0 && remit.encode() == [])
        #expect(!remit.has("amount"))
        let create = Message(schema("CreateVirtualAccountRequest"))
        #expect(create.message("is_open") == nil && !create.bool("is_open"))
        #expect(Message(schema("WhoAmIResponse")).strings("methods") == [])
    }

    @Test func `a field is found by what the .proto file calls it, and by nothing that JSON may call it`() {
        let account = schema("VirtualAccount")
        #expect(account.field("is_single_use")?.name == "is_single_use")
        for name in ["isSingleUse", "is_single_user", "is_single", ""] { #expect(account.field(name) == nil, "\(name)") }
    }

    @Test func `what is set is there, and over the wire too`() throws {
        var remit = Message(schema("RemitRequest"))
        remit.set("recipient_bank", to: "014")
        remit.set("amount", to: 125_000)
        remit.set("note", to: "é")
        remit.set("note", to: "")
        remit.set("note", to: "lunch")
        let copy = try Message(decoding: remit.encode(), as: remit.schema)
        #expect(copy == remit)
        #expect(copy.string("recipient_bank") == "014" && copy.integer("amount") == 125_000 && copy.string("note") == "lunch")
        remit.clear("note")
        #expect(!remit.has("note"))
        #expect(copy.string("note") == "lunch")
    }

    @Test func `wrappers, messages, lists and bytes can be set, replaced and cleared`() throws {
        var update = Message(schema("UpdateVirtualAccountRequest"))
        update.set("is_open", to: false)
        update.set("amount", to: 0)
        #expect(update.encode() == Hex.bytes("12 00 1A 00"))
        update.clear("is_open")
        #expect(update.encode() == Hex.bytes("1A 00"))

        var status = Message(schema("Status"))
        status.set("code", to: "000")
        var list = Message(schema("ListAccountsResponse"))
        list.set("status", to: status)
        list.set("status", to: status)
        var account = Message(schema("BankAccount"))
        for id in ["a", "b", "c"] {
            account.set("id", to: id)
            list.append("data", account)
        }
        #expect(list.messages("data").map { $0.string("id") } == ["a", "b", "c"])
        #expect(list.message("status")?.string("code") == "000")
        #expect(try Message(decoding: list.encode(), as: list.schema) == list)
        list.clear("data")
        #expect(list.count("data") == 0)

        var who = Message(schema("WhoAmIResponse"))
        who.append("methods", "")
        who.append("methods", "oy.v1.*")
        #expect(who.strings("methods") == ["", "oy.v1.*"])
        who.clear("methods")
        #expect(who.encode() == [])

        var card = Message(schema("VerifyIdCardRequest"))
        card.set("id_card_photo", to: [0, 1, 255])
        card.set("id_card_photo", to: [9, 0])
        #expect(card.bytes("id_card_photo") == [9, 0])
        card.clear("id_card_photo")
        #expect(card.encode() == [])
    }

    @Test func `a map is a list of entries`() throws {
        var entry = Message(schema("google.rpc.ErrorInfo.MetadataEntry"))
        entry.set("key", to: "oy_code")
        entry.set("value", to: "206")
        var info = Message(schema("google.rpc.ErrorInfo"))
        info.append("metadata", entry)
        #expect(try Message(decoding: info.encode(), as: info.schema).messages("metadata")[0].string("value") == "206")
    }

    @Test func `a copy does not change with its original`() {
        var first = Message(schema("RemitRequest"))
        first.set("note", to: "a")
        let second = first
        first.set("note", to: "b")
        #expect(first.string("note") == "b" && second.string("note") == "a")
    }

    @Test func `a message inside another lives on without it, and changes apart from it`() throws {
        var status: Message? = nil
        do {
            let balance = try message("GetBalanceResponse", #"{"status":{"code":"000"}}"#)
            status = balance.message("status")
            var changed = try #require(balance.message("status"))
            changed.set("code", to: "999")
            #expect(changed.string("code") == "999")
            #expect(balance.message("status")?.string("code") == "000")
        }
        #expect(status?.string("code") == "000")
    }

    @Test func `a message prints its name and nothing else`() throws {
        let secret = try message("ConnectBankRequest", #"{"data":"s3cr3t"}"#)
        var dumped = ""
        dump(secret, to: &dumped)
        #expect("\(secret)" == "oy.v1.ConnectBankRequest")
        #expect(!String(reflecting: secret).contains("s3cr3t") && !dumped.contains("s3cr3t"))
    }

    @Test func `schemas know their fields`() throws {
        let remit = schema("RemitRequest")
        #expect(remit.refusesUnknownFields && !schema("InquireAccountRequest").refusesUnknownFields)
        #expect(remit.fields.map(\.name) == ["recipient_bank", "recipient_account", "amount", "note", "partner_trx_id", "email"])
        #expect(remit.field(number: 3)?.name == "amount" && remit.field(number: 9) == nil && remit.field(number: 1 << 28) == nil)
        #expect(remit.field("recipient_account")?.rules.sensitivity == .personal)
        #expect(schema("ConnectBankRequest").field("data")?.rules.sensitivity == .secret)
        #expect(schema("GetBalanceResponse").field("overdraft_balance")?.jsonName == "overdraftBalance")
        #expect(MessageSchema.named("oy.v1.Nothing") == nil)
        #expect(schema("google.rpc.Status").field("details")?.message === schema("google.protobuf.Any"))
        let state = try #require(schema("RemitResponse").field("state")?.enumeration)
        #expect(state.name(of: 2) == "UNKNOWN" && state.number(of: "PAYOUT_STATE_UNKNOWN") == 2 && state.name(of: 77) == nil)
        #expect(schema("grpc.health.v1.HealthCheckResponse").field("status")?.enumeration?.name(of: 1) == "SERVING")
    }
}
