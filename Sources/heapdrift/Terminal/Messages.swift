import Glibc
import Reports
import Synchronization

/// Writes notes, errors and the progress line to standard error, so that they never mix on a line.
final class Messages: Sendable {
    enum Verbosity { case quiet, normal, verbose }

    let verbosity: Verbosity
    private let showsUTF8: Bool
    /// Whether the terminal shows a progress line now.
    private let drawn = Mutex<Bool>(false)

    init(_ verbosity: Verbosity, showsUTF8: Bool = true) {
        self.verbosity = verbosity
        self.showsUTF8 = showsUTF8
    }

    /// An error. `-q` does not silence it.
    func error(_ sentence: String) { write("\(Product.name): \(sentence)") }

    /// A second line after an error: where to read on, or what to do.
    func hint(_ sentence: String) { write(sentence) }

    /// Information beside the result. `-q` silences it.
    func note(_ sentence: String) { if verbosity != .quiet { write(sentence) } }

    /// Information that is shown only with `-v`.
    func detail(_ sentence: String) { if verbosity == .verbose { write(sentence) } }

    /// A line of progress, for output in which no line can be overwritten. The user asked for it with `--progress always`, so `-q` does not
    /// silence it.
    func progress(_ line: String) { write(line) }

    /// Replaces the progress line by this one, or by nothing.
    func draw(_ line: String) {
        drawn.withLock { drawn in
            if line.isEmpty && !drawn { return }
            try? writeAll(Array("\r\u{1B}[K\(line)".utf8), to: STDERR_FILENO)
            drawn = !line.isEmpty
        }
    }

    private func write(_ sentence: String) {
        drawn.withLock { drawn in
            let erase = drawn ? "\r\u{1B}[K" : ""
            drawn = false
            let text = erase + visible(sentence) + "\n"
            try? writeAll(Array((showsUTF8 ? text : ASCIISigns.written(text)).utf8), to: STDERR_FILENO)
        }
    }
}

/// The text with control characters shown as escapes, cut to about a screen. Paths and arguments are hostile input.
func visible(_ text: String) -> String {
    let shown = VisibleText.visible(String(Substring(text.unicodeScalars.prefix(4000))))
    return text.unicodeScalars.count > 4000 ? shown + "..." : shown
}
