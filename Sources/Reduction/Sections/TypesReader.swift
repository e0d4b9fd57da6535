import CoreCLR
import RawMemory
import SnapshotModel

/// The section `types`: every object of the heap, by type.
struct TypesReader: SectionReader {
    let section = TypeRow.section.info

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        let problems = process.runtime.walkable.problems.map(ReadingProblem.runtime)
        guard let walked = try process.walkedHeap() else { return SectionReading(nil, problems) }
        let traced = try process.tracedHeap()
        let shortage: [ReadingProblem] = process.shortage.map { [.holdersLeftOut($0)] } ?? []
        return SectionReading(
            Table(traced?.typeRows(walked) ?? walked.rows), problems + walked.problems + (traced?.problems ?? []) + shortage)
    }
}
