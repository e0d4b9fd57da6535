/// Ways from roots to single objects that somebody asked a debugger about: `gcroot`. Unlike `holders`, they are of these objects alone.
package struct RootPathRow: SectionRow, Equatable {
    /// The type of the object at the end.
    package var type = ""
    /// The way to it, with ` > ` between the types of the objects, as in the section `holders`: `Shop.Sessions.all > Shop.Sessions > Shop.Session[]`.
    /// The first is the static field, the method of the frame, or the word for the root. Objects of one type in a row are one step.
    package var holder = ""
    /// `static`, `stack`, `finalizer`, and for handles their kind: `pinned handle`.
    package var root = ""
    package var count: UInt64 = 0
    /// Objects on these ways together, the last one of each included.
    package var objects: UInt64 = 0

    package init() {}

    package static let section = Section<RootPathRow>(
        "root_paths", rowUnit: .count(of: "paths"),
        answers: .init(
            "what keeps the objects alive that `gcroot` was asked about",
            otherwise: "only the text of `gcroot` has it; who holds the objects of a dump or a .gcdump is in the section holders",
            form: .text),
        [
            .key("holder", \.holder, heading: "held by"), .key("type", \.type, importance: .useful),
            .key("root", \.root, isName: false, importance: .useful),
            .measure("count", \.count, .count(of: "paths"), bad: .neither),
            .attribute("objects", \.objects, .objects, heading: "objects on them", importance: .spare),
        ])
}
