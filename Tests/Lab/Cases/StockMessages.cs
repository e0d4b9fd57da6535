// A warehouse tells a message broker about changes of its stock. The broker is a socket of this process that takes everything and answers nothing.
//
// The fault: each batch of messages opens a connection that is never closed, so its thread waits for the broker for ever. Healthy: the connection is
// disposed after the batch.
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Cases;
using Host;
using MessageBroker.Client;

namespace Warehouse
{
    public sealed class StockMessages : ICase
    {
        static readonly List<Socket> accepted = new List<Socket>();

        readonly bool leaking;
        readonly Socket broker = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        public StockMessages(bool leaking)
        {
            this.leaking = leaking;
            broker.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            broker.Listen(100);
        }

        public int UnitsInAStage { get { return 30; } }
        public bool CollectsGarbage { get { return true; } }

        public void Work(Load load)
        {
            var connection = new Connection(broker.LocalEndPoint);
            var end = broker.Accept();
            connection.Publish(load.Bytes(50, 500));
            if (leaking)
            {
                accepted.Add(end);
                return;
            }
            connection.Dispose();
            end.Dispose();
            // Its thread ends with the connection.
            Thread.Sleep(1);
        }
    }
}
