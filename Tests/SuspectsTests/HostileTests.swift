import SnapshotModel
import Testing

@testable import Suspects

/// Tables whose numbers and names are as bad as they can be.
@Suite struct HostileTests {
    @Test func saturatedNumbersGiveSuspects() {
        let report = found { stage in
            var scene = Scene(
                holders: (0..<50).map { index in
                    Held(
                        holder: "Shop.f\(index % 7) > _items > []", type: "T\(index)", count: stage == 0 ? 0 : .max / (3 - stage),
                        bytes: stage == 0 ? 0 : .max / (3 - stage))
                })
            scene.types = [("System.String", "", 100), ("System.Reflection.LoaderAllocator", "", stage == 2 ? .max : 5 * stage)]
            scene.handles = (0..<9).map { ("pinned", "T\($0)", stage == 0 ? 0 : .max / (3 - stage), .max) }
            scene.heap = (stage == 0 ? 0 : .max / (3 - stage), .max)
            scene.native = stage == 0 ? 0 : .max / (3 - stage)
            scene.ready = [("T", stage == 0 ? 0 : 1000 * stage)]
            scene.threads = [("Shop.Loop", stage == 0 ? 0 : .max / (3 - stage))]
            scene.moduleGroups = [("m*", "XmlSerializer", stage == 0 ? 0 : .max / (3 - stage), "", true)]
            scene.dynamicMethods = [("Regex", stage == 0 ? 0 : .max / (3 - stage))]
            scene.loader = [("collectible", "stub", .max)]
            return scene
        }
        #expect(Set(report.suspects.map(\.cause)).isSuperset(of: [.threads, .collectibleContext]))
        #expect(report.suspects.allSatisfy { (0...1).contains($0.confidence) })
    }

    @Test func namesOfAnyFormAreNames() {
        let odd = ["", " > ", " > > ", ">", "[]", "_invocationList", "\u{0}", String(repeating: "<", count: 3000), "é", "e\u{301}"]
        let report = found { stage in
            var scene = Scene(
                holders: odd.flatMap { name in
                    odd.map { held(name + HolderRow.separator + $0, $0, 1000 * stage, root: name) }
                })
            scene.threads = odd.map { ($0, 10 * stage) }
            scene.ready = odd.map { ($0, 100 * stage) }
            return scene
        }
        #expect(!report.suspects.isEmpty)
    }

    @Test func deepAndWideTreesEnd() {
        let deep = (0..<10_000).map { "f\($0)" }.joined(separator: HolderRow.separator)
        let report = found { stage in
            Scene(holders: (0..<200).map { held("Shop.r\($0) > \(deep)", "T", 100 * stage) })
        }
        #expect(report.suspects.count == 200)
    }
}
