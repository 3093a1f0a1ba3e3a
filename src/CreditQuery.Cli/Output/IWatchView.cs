using CreditQuery.Client;

namespace CreditQuery.Cli.Output;

/// <summary>Shows what a subscription receives.</summary>
internal interface IWatchView
{
    /// <summary>Shows while something runs.</summary>
    Task RunAsync(Func<Task> work);

    /// <summary>Shows a message.</summary>
    void Show(SubscriptionMessage message);

    /// <summary>Shows what the news are worth.</summary>
    void Show(StatusSubscription subscription);
}
