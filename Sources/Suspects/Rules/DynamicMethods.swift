import SnapshotModel

/// Methods that are compiled at run time again and again, and kept: expressions, regular expressions.
///
/// Situation: a rule engine compiles an expression for each call and keeps the delegate. On the heap there are delegates with a DynamicMethod below each
/// one; the section `dynamic_methods` must agree, since a DynamicMethod object alone may belong to something else.
struct DynamicMethods: Rule {
    let name = Cause.dynamicMethods.rawValue

    private static let least: Int128 = 5
    /// Dynamic methods below each object of a place.
    private static let share = 0.9

    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked] {
        let stages = investigation.stages
        let contents = try investigation.contents()
        let section = DynamicMethodRow.section.info.name
        let methods = try stages.sum(section, "count")
        let looked = [Looked(.dynamicMethods, "", methods, least: DynamicMethods.least)]
        guard methods.sustained >= DynamicMethods.least else { return looked }
        let taken = investigation.take { point, contents in
            let each = contents.gained(point) { $0 == FrameworkTypes.dynamicMethod }
            let count = max(1, point.count.sustained)
            return count >= DynamicMethods.least && Double(each) >= DynamicMethods.share * Double(count)
                && 2 * methods.sustained >= count
        }
        let makers = try stages.sums(section, "count") { cells, row in cells.text("maker", row) }.grown
        let code = try? stages.sum(LoaderHeapRow.section.info.name, "committed") { cells, row in cells.text("kind", row) == "dynamic-code" }
        var drafts = Draft.grouped(.dynamicMethods, taken, by: { contents.holder($0).field }, contents, .reuseCompiled)
        for place in drafts.indices {
            drafts[place].evidence += [Evidence(.dynamicMethods, "", methods)] + makers.map { Evidence(.maker, $0.name, $0.course) }
            if place == 0, let code {
                drafts[place].other = code
                drafts[place].evidence.append(Evidence(.dynamicCode, "", code))
            }
        }
        investigation.found += drafts
        return looked
    }
}
