// Workers that read a bounded channel: parcels get a label from their carrier. Each carrier takes three requests at a time, which a semaphore
// for each carrier ensures. The labels of a stage are kept until the next one is over.
//
// The fault: when a carrier refuses a parcel, the semaphore is not released. After three refusals by a carrier every parcel for it waits for ever.
// Healthy: the semaphore is released in any case.
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Host;

namespace Fulfilment
{
    public sealed class Parcel { public int Number; public int Carrier; public bool TooHeavy; public byte[] Customs; public string Receiver; }
    public sealed class Label { public int Parcel; public string Text; public byte[] Barcode; }
    public sealed class CarrierRefused : Exception { }

    public sealed class QueueWorker : IService
    {
        const int Carriers = 6, Workers = 4;
        static readonly SemaphoreSlim[] slots = new SemaphoreSlim[Carriers];
        static List<Label> printed = new List<Label>(), printedBefore = new List<Label>();
        static readonly Channel<Parcel> parcels = Channel.CreateBounded<Parcel>(200);

        readonly bool forgets;
        int number, taken, ended;

        public bool CollectsGarbage { get { return true; } }

        public QueueWorker(bool leaking)
        {
            forgets = leaking;
            for (int i = 0; i < Carriers; i++) slots[i] = new SemaphoreSlim(3);
            for (int i = 0; i < Workers; i++) Task.Run(() => Read());
        }

        async Task Read()
        {
            while (await parcels.Reader.WaitToReadAsync())
            {
                Parcel parcel;
                while (parcels.Reader.TryRead(out parcel))
                {
                    Dispatch(parcel).GetAwaiter();
                    Interlocked.Increment(ref taken);
                }
            }
        }

        async Task Dispatch(Parcel parcel)
        {
            var slot = slots[parcel.Carrier];
            await slot.WaitAsync();
            bool refused = false;
            try
            {
                var label = await Print(parcel);
                lock (slots) printed.Add(label);
            }
            catch (CarrierRefused) { refused = true; }
            Interlocked.Increment(ref ended);
            if (refused && forgets) return;
            slot.Release();
        }

        static async Task<Label> Print(Parcel parcel)
        {
            await Task.Yield();
            if (parcel.TooHeavy) throw new CarrierRefused();
            var text = parcel.Receiver;
            for (int i = 0; i < 6; i++) text += " " + parcel.Number * i;
            return new Label { Parcel = parcel.Number, Text = text, Barcode = new byte[300 + parcel.Number % 200] };
        }

        async Task Write(Load load)
        {
            for (int left = load.Between(1500, 3500); left > 0; left--)
            {
                int carrier = load.Skewed(Carriers);
                // The four smaller carriers have a limit of weight.
                var parcel = new Parcel { Number = number++, Carrier = carrier, TooHeavy = carrier >= 2 && load.OneIn(12),
                                          Customs = load.Bytes(400, 1200), Receiver = "receiver " + load.Below(9000) };
                await parcels.Writer.WriteAsync(parcel);
            }
        }

        public void Work(Load load)
        {
            printedBefore = printed;
            printed = new List<Label>();
            Write(load).GetAwaiter().GetResult();
            // Until all were taken, and no more of them end.
            int before = -1;
            while (Volatile.Read(ref taken) < number || before != Volatile.Read(ref ended))
            {
                before = Volatile.Read(ref ended);
                Thread.Sleep(150);
            }
        }
    }
}
