import Growth
import SnapshotModel

extension ExplainReport {
    func json(_ options: ReportOptions) -> [String: JSONValue] {
        var members: [String: JSONValue] = ["asked": .text(asked), "types": .array(ExplainedTypes(self).names.map { .text($0) })]
        let wanted = Self.sections
        var sections: [String: JSONValue] = Dictionary(uniqueKeysWithValues: wanted.map { ($0, .null) })
        switch content {
        case .one(let report):
            members["after"] = report.head.json
            for shown in report.tables where wanted.contains(shown.table.info.name) {
                sections[shown.table.info.name] = shown.json(options)
            }
        case .two(let report):
            members["suspects"] = report.suspects?.jsonOfSuspects ?? .null
            members["suspect_rules"] = report.suspects?.jsonOfRules ?? .null
            (members["before"], members["after"]) = (report.before.json, report.after.json)
            for table in report.diff.tables where wanted.contains(table.section) { sections[table.section] = report.json(table, options) }
        }
        members["sections"] = .object(sections)
        members["subscribers"] =
            rows(DelegateRow.section.info) == nil
            ? .null
            : .array(
                ExplainedSubscriber.all(self).map { subscriber in
                    .object([
                        "method": .text(subscriber.method), "target_type": .text(subscriber.targetType), "event": .text(subscriber.event),
                        "publisher": .text(subscriber.publisher), "delegate_type": .text(subscriber.delegateType),
                        "references": .object(subscriber.references.members),
                    ])
                })
        members["below"] =
            ExplainedHolders(self).map { holders in
                .array(
                    holders.below.map { sum in
                        .object([
                            "type": .text(sum.type), "count": .object(sum.count.members), "bytes": .object(sum.bytes.members),
                        ])
                    })
            } ?? .null
        return members
    }
}
