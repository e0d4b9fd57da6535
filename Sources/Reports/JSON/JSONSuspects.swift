import Suspects

extension SuspectReport {
    var jsonOfSuspects: JSONValue { .array(suspects.map { .object($0.jsonMembers) }) }
    var jsonOfRules: JSONValue { .array(rules.map(\.json)) }
}

extension Suspect {
    var jsonMembers: [String: JSONValue] {
        [
            "cause": .text(cause.rawValue), "subject": .text(subject), "holder": .text(holder), "severity": .text(severity.rawValue),
            "confidence": .real(confidence), "objects": objects.json, "heap_bytes": heapBytes?.json ?? .null,
            "other_bytes": otherBytes?.json ?? .null,
            "growth": .object(["objects": .integer(objects.sustained), "bytes": .integer(weight)]),
            "evidence": .array(
                evidence.map {
                    .object(["kind": .text($0.kind.rawValue), "subject": .text($0.subject), "values": $0.course?.json ?? .null])
                }),
            "drags": .array(
                drags.map {
                    .object([
                        "type": .text($0.type), "holder": .text($0.holder), "objects": .integer($0.objects), "bytes": .integer($0.bytes),
                    ])
                }),
            "absorbed": .array(
                absorbed.map {
                    .object([
                        "cause": .text($0.cause.rawValue), "subject": .text($0.subject), "holder": .text($0.holder),
                        "objects": .integer($0.objects), "bytes": .integer($0.bytes),
                    ])
                }),
            "doubts": .array(doubts.map { .text($0.rawValue) }), "next_step": .text(nextStep.rawValue),
        ]
    }
}

extension Course {
    fileprivate var json: JSONValue { .array(values.map { .integer($0) }) }
}

extension RuleOutcome {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "rule": .text(rule),
            "looked_at": .array(
                looked.map {
                    .object([
                        "kind": .text($0.kind.rawValue), "subject": .text($0.subject), "values": $0.course.json,
                        "least": .integer($0.least),
                    ])
                }),
        ]
        switch state {
        case .fired(let count):
            members["state"] = .text("fired")
            members["suspects"] = JSONValue(count)
        case .quiet: members["state"] = .text("quiet")
        case .couldNotLook(let missing):
            members["state"] = .text("could-not-look")
            members["missing"] = .text(missing.name)
            members["missing_in"] = JSONValue(missing.stage)
        }
        return .object(members)
    }
}
