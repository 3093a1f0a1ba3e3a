using CreditQuery.RobustnessNode;
using CreditQuery.Server;
using CreditQuery.Server.Hosting;

// A node as CreditQuery.Server runs it, that dies, stands still or loses what its disk has not kept when the test says so (ADR 0025).
var faults = new NodeFaults();
Omissions.Apply(args);
return await StartupFaults.ToldAsync([], async () =>
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.AddCreditQuery();
    faults.PutUnder(builder.Services, builder.Configuration);

    var app = builder.Build();
    app.MapCreditQuery();
    new Instructions(faults).Follow();
    await app.StartAsync();
    var ports = app.Services.GetRequiredService<BoundPorts>();
    await Instructions.SayAsync($"ports {ports.Query} {ports.Registry}");
    await app.WaitForShutdownAsync();
});
