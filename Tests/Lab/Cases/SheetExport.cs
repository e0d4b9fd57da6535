// The catalogue is exported as a spreadsheet, with a picture of each article: 400,000 bytes of pixels that an object of 40 bytes owns.
//
// The fault: the pictures are not disposed. In one form their finalizers would free the pixels, but the heap is so small that no collection comes. In
// the other form collections come, and the first finalizer waits for a lock that a print job does not give back. Healthy: the pictures are disposed.
using System;
using System.Threading;
using Cases;
using Graphics;
using Host;

namespace Catalogue
{
    public sealed class SheetExport : ICase
    {
        static readonly ManualResetEvent answered = new ManualResetEvent(false);

        readonly bool leaking, isBlocked;

        public SheetExport(bool leaking, bool isBlocked)
        {
            this.leaking = leaking;
            this.isBlocked = leaking && isBlocked;
            if (this.isBlocked) new Thread(() => Bitmap.Print(answered)) { IsBackground = true }.Start();
        }

        public int UnitsInAStage { get { return 80; } }
        public bool CollectsGarbage { get { return false; } }

        public void Work(Load load)
        {
            var picture = new Bitmap(400, 250);
            if (!leaking) picture.Dispose();
            if (isBlocked && load.OneIn(10)) GC.Collect();
        }
    }
}
