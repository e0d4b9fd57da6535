import SnapshotModel

extension DoctorReport {
    /// The input, the questions that it answers, and advice.
    func page(_ report: Report) -> Page {
        var blocks: [PageBlock] = [.sentence(PageSentence(text: PageText(finding), keepsWords: true))]
        for diagnostic in head?.trust.diagnostics ?? [] {
            let sections = diagnostic.caps < .exact ? SectionList.inside(diagnostic.sectionNames) : ""
            let text = diagnostic.message + (sections.isEmpty ? "" : " (\(diagnostic.caps.rawValue)\(sections))")
            blocks.append(.fact(PageFact("trust", PageText(text), mostLines: .max)))
        }
        if !answers.isEmpty { blocks.append(.section(PageSection(title: "This input answers", isObvious: false))) }
        for answer in answers {
            blocks.append(
                .item(PageItem(mark: answer.isAnswered ? "yes" : "no", text: PageText("\(answer.question): \(answer.remark)"))))
        }
        if !advice.isEmpty { blocks.append(.section(PageSection(title: "What to do", isObvious: false))) }
        for advice in advice { blocks.append(.item(PageItem(text: PageText(advice.text), command: advice.command))) }
        return Page(name: head?.pageName ?? path, title: "\(report.tool.name): \(name: path, .columns(80))", blocks: blocks)
    }
}
