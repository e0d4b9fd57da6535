import Glibc
import Reports
import Synchronization

/// Standard error: notes, errors and the progress line, which never run into each other. Results go elsewhere.
final class Messages: Sendable {
    enum Verbosity { case quiet, normal, verbose }

    let verbosity: Verbosity
    /// Whether a progress line stands on the terminal now.
    private let drawn = Mutex<Bool>(false)

    init(_ verbosity: Verbosity) { self.verbosity = verbosity }

    /// Why something failed: never silenced.
    func error(_ sentence: String) { write("\(Product.name): \(sentence)") }

    /// A second line to an error: where to read on, what to do next.
    func hint(_ sentence: String) { write(sentence) }

    /// What a person wants to know beside the result; `-q` silences it.
    func note(_ sentence: String) { if verbosity != .quiet { write(sentence) } }

    /// Only with `-v`.
    func detail(_ sentence: String) { if verbosity == .verbose { write(sentence) } }

    /// A line of progress where no line can be overwritten: asked for with `--progress always`, so `-q` does not silence it.
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
            try? writeAll(Array((erase + visible(sentence) + "\n").utf8), to: STDERR_FILENO)
        }
    }
}

/// Paths and arguments are strangers' text: what a terminal would obey is shown as an escape, and what is longer than a screen is cut.
func visible(_ text: String) -> String {
    let shown = VisibleText.visible(String(Substring(text.unicodeScalars.prefix(4000))))
    return text.unicodeScalars.count > 4000 ? shown + "..." : shown
}
