using CreditQuery.Server.Applying;

namespace CreditQuery.Server.Hosting;

/// <summary>Runs what takes the disk's time, or much of the processor's: on a node with one core the pool has one thread, and all checks would wait for it.</summary>
internal static class OwnThread
{
    /// <summary>Runs something on a thread of its own.</summary>
    /// <param name="work">What.</param>
    /// <exception cref="TaskSchedulerException">The machine starts no more threads, most likely for want of memory; nothing was done.</exception>
    public static Task RunAsync(Action work) => ServerFailpoints.LacksThreads?.Invoke() == true
        ? throw new TaskSchedulerException(new InsufficientMemoryException())
        : Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
