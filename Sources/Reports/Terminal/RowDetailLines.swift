/// The lines below the rows of a table: first what no column says, then what makes the number, then the cells of a column without room.
struct RowDetailLines {
    private let details: [RowDetails]
    /// For each row the text of a column that has no room.
    private let places: [String]?
    private let options: ReportOptions

    private static let indent = 10

    init(_ details: [RowDetails], places: [String]?, _ options: ReportOptions) {
        self.details = details
        self.places = places
        self.options = options
    }

    private var room: Int { max(20, options.width - RowDetailLines.indent) }

    /// The lines below each row, together at most `spare` beside remarks that are shown whole.
    func lines(spare: Int) -> [[String]] {
        var spare = spare
        func take(_ lines: [String], isWhole: Bool = false) -> [String] {
            let taken = lines.prefix(isWhole ? lines.count : max(0, spare))
            spare -= taken.count
            return taken.map { PageRole.dim.painted(String(repeating: " ", count: RowDetailLines.indent) + $0, options.color) }
        }
        // A user looks for the rule of a failure first, so no evidence takes the room of its place.
        var lines = details.indices.map { index in take(remark(index), isWhole: details[index].isWhole) }
        var last: [RowDetails.Evidence] = []
        for index in details.indices where details[index].isWrong && !details[index].evidence.isEmpty && details[index].evidence != last {
            last = details[index].evidence
            lines[index] += take(evidence(last))
        }
        guard let places else { return lines }
        for index in details.indices where details[index].isWrong && !details[index].isWorst && details[index].remark.isEmpty {
            lines[index] = take([places[index]]) + lines[index]
        }
        return lines
    }

    /// `heapdrift.yml:24:5: is every handler removed again?`; nothing when the row before says the same.
    private func remark(_ index: Int) -> [String] {
        let place = place(index)
        let remark = details[index].remark
        if index > 0, !remark.isEmpty, details[index - 1].remark == remark,
            !details[index].isWrong || (self.place(index - 1) == place && details[index - 1].isWrong)
        {
            return []
        }
        let parts = [place, remark.isEmpty ? nil : VisibleText.brief(remark)].compactMap(\.self)
        if parts.isEmpty { return [] }
        return Paragraph.lines(parts.joined(separator: ": "), width: room, most: options.all || details[index].isWhole ? .max : 2)
    }

    /// The place in the line of the remark. A row that is wrong but not among the worst has it only with a remark.
    private func place(_ index: Int) -> String? {
        let row = details[index]
        return row.isWorst || (row.isWrong && !row.remark.isEmpty) ? places?[index] : nil
    }

    /// `+ System.EventHandler<…> +40,000 objects, +2.56 MB`: names are cut, and numbers are not.
    private func evidence(_ evidence: [RowDetails.Evidence]) -> [String] {
        let parts = evidence.map { (name: VisibleText.brief($0.name), amount: $0.amount.isEmpty ? "" : " " + $0.amount) }
        let widest = parts.map { VisibleText.width($0.amount) }.max() ?? 0
        let names = Shortening.shortened(parts.map(\.name), to: max(16, room - widest - 2))
        return zip(names, parts).map { Shortening.shortened("+ \($0)\($1.amount)", to: room) }
    }
}
