import SnapshotModel

/// Follows the lives of a process over tables in the order of time. Where a module is certainly another build than before, the process is
/// another one, whatever its id says: ids are given away again.
struct TableLives {
    private var given: Int?
    private var number = 0
    private var builds: [BytewiseText: SaidBuild] = [:]
    private var count = 0

    /// The next table with its rows. `life`: a number that tables of one life share as far as ids and addresses tell.
    mutating func side(_ table: Table, _ columns: MatchedColumns, life: Int) -> MatchedSide {
        defer { count += 1 }
        let mayContinue = life == given
        given = life
        if !mayContinue { (number, builds) = (life, [:]) }
        var side = MatchedSide(table, columns, life: number)
        if mayContinue, side.builds.contains(where: { builds[$0.key]?.isSurelyOther(than: $0.value) ?? false }) {
            (number, builds) = (-1 - count, [:])
            side = MatchedSide(table, columns, life: number)
        }
        builds.merge(side.builds) { earlier, later in earlier.isProved ? earlier : later }
        return side
    }
}
