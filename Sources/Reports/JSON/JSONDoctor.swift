extension DoctorReport {
    var json: [String: JSONValue] {
        [
            "path": .text(path), "finding": .text(finding), "code": JSONValue(code), "input": head?.json ?? .null,
            "answers": .array(
                answers.map { .object(["question": .text($0.question), "answered": .flag($0.isAnswered), "remark": .text($0.remark)]) }),
            "advice": .array(advice.map { .object(["text": .text($0.text), "command": JSONValue($0.command)]) }),
        ]
    }
}
