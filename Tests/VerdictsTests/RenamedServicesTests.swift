import SnapshotModel
import Suspects
import Testing

/// Rules know the platform and shapes, and no name of a service. A renamed leak is the same leak.
@Suite struct RenamedServicesTests {
    @Test(arguments: ServiceSnapshots.services) func theVerdictOnAServiceStaysWhenItsNamesAreOthers(_ service: String) throws {
        let redaction = Redaction(keep: NameFilter([NamePattern("System.**")])) { name in
            String(name.utf8.reduce(UInt64(5381)) { $0 &* 33 ^ UInt64($1) } % 1_000_000_007 + 1_000_000_000)
        }
        let leaking = service + "-leaking"
        let series = try ServiceSnapshots([leaking]).series
        let snapshots = try #require(series[leaking])
        let first = try #require(suspects(snapshots).suspects.first)
        let hidden = try #require(suspects(snapshots.map { redaction.applied(to: $0) }).suspects.first)
        #expect(hidden.cause == first.cause)
        #expect(hidden.severity == first.severity)
        #expect(hidden.weight == first.weight)
        #expect(hidden.objects == first.objects)
    }
}
