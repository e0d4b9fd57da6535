// An image of a graphics library: a small object, and pixels in memory that the collector does not know.
using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Graphics
{
    public sealed class Bitmap : IDisposable
    {
        // Every call of the library takes this lock.
        internal static readonly object Library = new object();

        readonly int width, height;
        IntPtr pixels;

        public Bitmap(int width, int height)
        {
            this.width = width;
            this.height = height;
            pixels = Marshal.AllocHGlobal(4 * width * height);
            for (int place = 0; place < 4 * width * height; place += 4096) Marshal.WriteByte(pixels, place, 200);
        }

        void Free()
        {
            lock (Library)
            {
                Marshal.FreeHGlobal(pixels);
                pixels = IntPtr.Zero;
            }
        }

        public void Dispose()
        {
            if (pixels != IntPtr.Zero) Free();
            GC.SuppressFinalize(this);
        }

        ~Bitmap() { if (pixels != IntPtr.Zero) Free(); }

        // A print job holds the library's lock for as long as the printer does not answer.
        public static void Print(ManualResetEvent answered) { lock (Library) answered.WaitOne(); }
    }
}
