import SnapshotModel

/// A report for people: its content, the order of the parts and their importance.
///
/// A page is made once for each kind of report, and every renderer writes the same page. It knows no width, no colour and no markup.
struct Page {
    /// The series, process or file that the page is about.
    var name: String
    var title: PageText
    /// In reading order.
    var blocks: [PageBlock]
}

indirect enum PageBlock {
    case sentence(PageSentence)
    case fact(PageFact)
    /// The snapshots that the page is about, in the order of time.
    case snapshots([PageSnapshot])
    case table(PageTable)
    case chart(PageChart)
    case bar(PageBar)
    /// Remarks that decide nothing.
    case notes([String])
    case section(PageSection)
    case item(PageItem)
    /// A block for a page that has room for everything. A screen leaves it out.
    case reference(PageBlock)
}

/// One or more sentences that stand alone.
struct PageSentence {
    /// A word that says it all. The page's title has it too.
    var word: String?
    var text: PageText
    var role = PageRole.plain
    var weight = Weight.normal
    /// One of several paragraphs, whose later lines are indented so that each stays together.
    var isHanging = false
    /// Whether words that are longer than a line stay whole, because they are to be copied.
    var keepsWords = false

    enum Weight {
        /// The answer in short. It stands out.
        case verdict
        case normal
        /// Explains the verdict.
        case explanation
    }
}

/// A short text with a label: `modules  78 (60 dynamic), size 40.0 MB`.
struct PageFact {
    var label: String
    var text: PageText
    /// Lines that it may fill on a screen.
    var mostLines = 2

    init(_ label: String, _ text: PageText, mostLines: Int = 2) {
        self.label = label
        self.text = text
        self.mostLines = mostLines
    }
}

/// A snapshot of a comparison.
struct PageSnapshot {
    var label: String
    var head: SnapshotHead
    /// Neither the first nor the last. Where there is little room these are only counted.
    var isBetween = false
}

/// The beginning of another part of the page.
struct PageSection {
    var title: String?
    /// The part shows what it is about, so a renderer with little room leaves the title out.
    var isObvious = true
}

/// An entry of a list.
struct PageItem {
    /// A word that stands before the text, like `yes`.
    var mark: String?
    var text: PageText
    /// A command that people copy. It is never broken into lines.
    var command: String?
}

/// The meaning of a piece of a page. Renderers choose colours or weights by it. The text always says the same.
enum PageRole: Sendable {
    case plain, heading, dim, bad, good, doubtful

    /// The role of a difference.
    init(_ delta: Int128?, bad: ColumnInfo.BadDirection = .up) {
        let delta = delta ?? 0
        switch bad {
        case _ where delta == 0: self = .plain
        case .up: self = delta > 0 ? .bad : .good
        case .down: self = delta < 0 ? .bad : .good
        case .neither: self = .plain
        }
    }
}
