// Queries over connections from a pool: real sockets over loopback, which are read and written without a thread each. At most 24 stay idle;
// others are closed when they come back. The rows of the last queries are kept in a bounded cache. Some queries have a syntax error.
//
// The fault: a query that fails does not bring its connection back. It stays in the set of those that are lent, and open. Healthy: it comes back.
using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Host;

namespace Storage
{
    public sealed class QueryFailed : Exception { }

    public sealed class PooledConnection
    {
        readonly Socket socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        readonly byte[] received = new byte[4096];
        NetworkStream stream;
        public int Queries;

        public async Task Open(IPEndPoint address)
        {
            await socket.ConnectAsync(address);
            stream = new NetworkStream(socket, true);
        }

        public async Task<string> Ask(string query)
        {
            Queries++;
            var line = Encoding.ASCII.GetBytes(query);
            await stream.WriteAsync(line, 0, line.Length);
            int have = 0;
            do
            {
                int read = await stream.ReadAsync(received, have, received.Length - have);
                if (read == 0) throw new QueryFailed();
                have += read;
            } while (received[have - 1] != '\n');
            if (received[0] == 'E') throw new QueryFailed();
            return Encoding.ASCII.GetString(received, 0, have);
        }

        public void Close() { stream.Dispose(); }
    }

    public sealed class ConnectionPool
    {
        const int MostIdle = 24;
        readonly Stack<PooledConnection> idle = new Stack<PooledConnection>();
        readonly HashSet<PooledConnection> lent = new HashSet<PooledConnection>();
        readonly IPEndPoint address;

        public ConnectionPool(IPEndPoint address) { this.address = address; }

        public async Task<PooledConnection> Rent()
        {
            PooledConnection connection = null;
            lock (idle) if (idle.Count > 0) connection = idle.Pop();
            if (connection == null)
            {
                connection = new PooledConnection();
                await connection.Open(address);
            }
            lock (idle) lent.Add(connection);
            return connection;
        }

        public void Return(PooledConnection connection)
        {
            lock (idle)
            {
                lent.Remove(connection);
                if (idle.Count < MostIdle) { idle.Push(connection); return; }
            }
            connection.Close();
        }
    }

    public sealed class QueryService : IService
    {
        static ConnectionPool pool;
        static readonly RecentCache<string, string> results = new RecentCache<string, string>(800);

        readonly StorageServer server = new StorageServer();
        readonly bool loses;

        public bool CollectsGarbage { get { return true; } }

        public QueryService(bool leaking)
        {
            loses = leaking;
            pool = new ConnectionPool(server.Address);
        }

        async Task Query(string query)
        {
            string rows;
            if (results.TryGet(query, out rows)) return;
            var connection = await pool.Rent();
            bool failed = false;
            try { results.Add(query, await connection.Ask(query)); }
            catch (QueryFailed) { failed = true; }
            if (!failed || !loses) pool.Return(connection);
        }

        public void Work(Load load)
        {
            for (int round = load.Between(25, 60); round > 0; round--)
            {
                var queries = new Task[load.Between(8, 40)];
                for (int i = 0; i < queries.Length; i++)
                    queries[i] = Query((load.OneIn(25) ? "? select" : "select ") + load.Skewed(3000) + new string('a', load.Below(60)) + "\n");
                Task.WaitAll(queries);
            }
        }
    }
}
