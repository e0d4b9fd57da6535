import SnapshotModel

extension DoctorReport {
    func lines(_ options: ReportOptions) -> [String] {
        func paragraph(_ text: String, hanging: Int = 0) -> [String] {
            Paragraph.lines(VisibleText.brief(text), width: options.width, hanging: hanging)
        }
        var lines = paragraph(finding)
        if let trust = head?.trust, !trust.diagnostics.isEmpty {
            for diagnostic in trust.diagnostics {
                lines += Paragraph.labelled("trust", VisibleText.brief(diagnostic.message), width: options.width)
            }
        }
        if !answers.isEmpty { lines += ["", Tone.heading.painted("This input answers", options.color)] }
        for answer in answers {
            lines += paragraph("  \(answer.isAnswered ? "yes" : "no ")  \(answer.question): \(answer.remark)", hanging: 7)
        }
        if !advice.isEmpty { lines += ["", Tone.heading.painted("What to do", options.color)] }
        for advice in advice {
            lines += paragraph("  " + advice.text, hanging: 2)
            // Never wrapped: people copy it.
            if let command = advice.command { lines.append("      " + VisibleText.brief(command)) }
        }
        return lines
    }
}
