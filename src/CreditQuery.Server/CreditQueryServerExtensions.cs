using CreditQuery.GrpcHosting;
using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Catalogues;
using CreditQuery.Server.Checks;
using CreditQuery.Server.Configuration;
using CreditQuery.Server.Continuity;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using CreditQuery.Server.Registry;
using CreditQuery.Server.Replication;
using CreditQuery.Server.Telemetry;
using CreditQuery.Server.Telemetry.Prometheus;
using CreditQuery.Server.Watch;
using Grpc.AspNetCore.Server;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server;

/// <summary>Puts a CreditQuery node into a web application.</summary>
internal static class CreditQueryServerExtensions
{
    // A block and its surroundings, and a manifest at its largest; Limits:MaxMessageBytes is for everybody else.
    private const int MaxReplicationMessageBytes = 32 << 20;

    /// <summary>Registers the node: options, parts, services, endpoints.</summary>
    /// <param name="builder">The application.</param>
    /// <returns>The builder.</returns>
    public static WebApplicationBuilder AddCreditQuery(this WebApplicationBuilder builder)
    {
        builder.AddNodeLogging();
        builder.Services.AddNodeOptions();
        builder.Services.AddNodeParts();
        builder.Services.AddNodeServices();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddOwnHttp2();
        return builder;
    }

    /// <summary>Maps every service to its port.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The application.</returns>
    public static WebApplication MapCreditQuery(this WebApplication app)
    {
        // Before the host starts: it would put a trace in front of the one line that names the option.
        app.Services.GetRequiredService<IStartupValidator>().Validate();

        // Nothing asks for the gauges; making them registers them.
        app.Services.GetRequiredService<NodeGauges>();
        app.UseGrpcShortcut(PortGuard.AdmissionOf);
        app.UseRouting();
        app.UseMiddleware<PortGuard>();
        app.MapGrpcService<CheckGrpcService>().WithMetadata(new PortMetadata(PortRole.Query));
        app.MapGrpcService<WatchGrpcService>().WithMetadata(new PortMetadata(PortRole.Query));
        app.MapGrpcService<RegistryGrpcService>().WithMetadata(new PortMetadata(PortRole.Registry));
        app.MapGrpcService<ReplicationGrpcService>().WithMetadata(new PortMetadata(PortRole.Registry));
        app.MapGrpcService<CatalogueGrpcService>();
        app.MapGrpcService<HealthServiceImpl>();
        app.MapGrpcReflectionService();
        app.MapMetricsPage();
        return app;
    }

    private static void AddNodeLogging(this WebApplicationBuilder builder)
    {
        builder.Logging.AddSimpleConsole(console =>
        {
            console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        });
        if (string.Equals(builder.Configuration[$"{TelemetryOptions.Section}:{nameof(TelemetryOptions.LogFormat)}"], "json", StringComparison.Ordinal))
        {
            builder.Logging.AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>();
            builder.Services.Configure<ConsoleLoggerOptions>(static console => console.FormatterName = JsonLines.FormatterName);
        }

        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);

        // Hosting makes an Activity and a log scope for each call as soon as this category is on at any level; it has nothing to say above Warning.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }

    private static void AddNodeOptions(this IServiceCollection services)
    {
        services.AddOptions<ServerOptions>().BindConfiguration(ServerOptions.Section).ValidateOnStart();
        services.AddOptions<RegistryKeyOptions>().BindConfiguration(RegistryKeyOptions.Section).ValidateOnStart();
        services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section).ValidateOnStart();
        services.AddOptions<ChangeLogOptions>().BindConfiguration(ChangeLogOptions.Section).ValidateOnStart();
        services.AddOptions<ReplicationOptions>().BindConfiguration(ReplicationOptions.Section).ValidateOnStart();
        services.AddOptions<CreditIndexOptions>().BindConfiguration(CreditIndexOptions.Section).ValidateOnStart();
        services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ServerOptions>, ServerOptionsValidator>();
        services.AddSingleton<IValidateOptions<ServerOptions>, EndpointRules>();
        services.AddSingleton<IValidateOptions<RegistryKeyOptions>, RegistryKeyOptionsValidator>();
        services.AddSingleton<IValidateOptions<LimitOptions>, LimitOptionsValidator>();
        services.AddSingleton<IValidateOptions<ChangeLogOptions>, ChangeLogOptionsValidator>();
        services.AddSingleton<IValidateOptions<ChangeLogOptions>, RedisLogRules>();
        services.AddSingleton<IValidateOptions<ReplicationOptions>, ReplicationOptionsValidator>();
        services.AddSingleton<IValidateOptions<ReplicationOptions>, ReplicationRules>();
        services.AddSingleton<IValidateOptions<CreditIndexOptions>, IndexOptionsValidator>();
        services.AddSingleton<IValidateOptions<TelemetryOptions>, TelemetryOptionsValidator>();
        services.AddSingleton<IValidateOptions<TelemetryOptions>, TelemetryRules>();
        services.AddOptions<WatchOptions>().BindConfiguration(WatchOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WatchOptions>, WatchOptionsValidator>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelSetup>();
        services.AddSingleton<IConfigureOptions<HostOptions>, HostSetup>();
        services.AddSingleton<IConfigureOptions<GrpcServiceOptions>, GrpcSetup>();
    }

    private static void AddNodeParts(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Node>();
        services.AddSingleton<Orphans>();
        services.AddSingleton<LogContinuity>();
        services.AddSingleton<SharedLog>();
        services.AddSingleton<NodeLoader>();
        services.AddSingleton<LogOpener>();
        services.AddSingleton<NodeDuties>();
        services.AddSingleton<NodeReload>();
        services.AddSingleton<PeerChannel>();
        services.AddSingleton<PeerBootstrap>();
        services.AddSingleton<JournalBootstrap>();
        services.AddSingleton<NodeTools>();
        services.AddSingleton<NodeServiceTexts>();
        services.AddSingleton<RegistryKeySource>();
        services.AddSingleton<FirstCatalogue>();
        services.AddSingleton<LogClock>();
        services.AddSingleton<PolledHeads>();
        services.AddSingleton<HeadPoller>();
        services.AddSingleton<RevisionWaiters>();
        services.AddSingleton<ApplyObserver>();
        services.AddSingleton<Checkpoints>();
        services.AddSingleton<Compactions>();
        services.AddSingleton<MidnightWatch>();
        services.AddSingleton<StatusFeed>();
        services.AddSingleton<StartupBanner>();
        services.AddSingleton<BoundPorts>();
        services.AddSingleton<HealthServiceImpl>();
        services.AddSingleton<HealthPublisher>();
        services.AddSingleton<ServerMetrics>();
        services.AddSingleton<NodeGauges>();
        services.AddSingleton<MetricCollector>();
        services.AddHostedService<OtlpExport>();
        services.AddHostedService<NodeService>();
    }

    private static void AddNodeServices(this IServiceCollection services)
    {
        services.AddSingleton<ErrorInterceptor>();
        services.AddSingleton<AppendHealth>();
        services.AddSingleton<RegistryWriter>();
        services.AddSingleton<ChangeIntake>();
        services.AddSingleton<ImportTools>();
        services.AddSingleton<LogStatusReport>();
        services.AddSingleton<OrphanReturn>();
        services.AddSingleton<CheckRunner>();
        services.AddSingleton<BatchRunner>();
        services.AddSingleton<RevisionGate>();
        services.AddSingleton<FreshnessSource>();
        services.AddSingleton<SubjectStatusReport>();
        services.AddSingleton<CheckGrpcService>();
        services.AddSingleton<WatchGrpcService>();
        services.AddSingleton<RegistryGrpcService>();
        services.AddSingleton<PeerGate>();
        services.AddSingleton<SnapshotPins>();
        services.AddSingleton<TransferRate>();
        services.AddSingleton<JournalSender>();
        services.AddSingleton<ReplicationGrpcService>();
        services.AddSingleton<CatalogueGrpcService>();
        services.AddGrpc().AddServiceOptions<ReplicationGrpcService>(static options => options.MaxSendMessageSize = MaxReplicationMessageBytes);
        services.AddGrpcReflection();
    }
}
