namespace CreditQuery.FunctionalTests.Watch.Client;

/// <summary>Keeps what a program writes, and tells when a line with certain words is there.</summary>
internal sealed class LineWatcher(string wanted) : StringWriter
{
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the words are there.</summary>
    public Task Seen => _seen.Task;

    public override void Write(char value)
    {
        base.Write(value);
        Look();
    }

    public override void Write(string? value)
    {
        base.Write(value);
        Look();
    }

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        Look();
    }

    private void Look()
    {
        if (!Seen.IsCompleted && GetStringBuilder().ToString().Contains(wanted, StringComparison.Ordinal))
        {
            _seen.TrySetResult();
        }
    }
}
