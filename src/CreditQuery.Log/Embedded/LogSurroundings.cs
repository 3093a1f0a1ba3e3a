using CreditQuery.Log.Storage;
using Microsoft.Extensions.Logging;

namespace CreditQuery.Log.Embedded;

/// <summary>What the log takes from outside: disk, clock, logger.</summary>
internal readonly record struct LogSurroundings(ILogFileSystem Files, TimeProvider Clock, ILogger Logger);
