import Growth
import SnapshotModel
import Suspects

/// What leaks from the first of several snapshots to the last. What has another name in each build is one thing. `nil` when the snapshots are of
/// several programs or kinds of input: what grew between these is no leak, and none is no proof.
func suspectReport(_ snapshots: [Snapshot], _ circumstances: Circumstances = Circumstances()) -> SuspectReport? {
    guard Capture.distinctProcesses(snapshots.map(\.capture)).count < 2, InputForm.difference(snapshots.map(\.input.form)) == nil else {
        return nil
    }
    return suspects(Builds(snapshots).joining(snapshots), circumstances)
}
