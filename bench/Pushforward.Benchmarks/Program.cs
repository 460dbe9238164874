using BenchmarkDotNet.Running;
using Pushforward.Benchmarks.Mixtures;
using Pushforward.Benchmarks.Mpi;
using Pushforward.Benchmarks.Peers;
using Pushforward.Benchmarks.Simulations;

// "peers NAME" is this library's half of a comparison in bench/peers; anything else goes to BenchmarkDotNet.
if (args is ["peers", var name, .. var rest])
    return PeerJobs.Run(name, rest);
// "planted-truth [SETS]" simulates data from known mixtures and counts parameters that are recovered within their standard errors.
if (args is ["planted-truth", .. var sets])
    return PlantedTruth.Run(sets);
// "survey-table FILE ROWS" writes a large table with missing answers.
if (args is ["survey-table", .. var survey])
    return SurveyTable.Run(survey);
// "em-phases THREADS FOLDER K..." times the phases of an EM iteration.
if (args is ["em-phases", .. var phases])
    return EmPhases.Run(phases);
// "mpi FOLDER [JOB ...]" starts fits under mpirun and says how much faster two ranks are than one.
if (args is ["mpi", .. var mpi])
    return MpiBench.Run(mpi);
if (args is [MpiBench.RankVerb, var job, var folder])
    return MpiJobs.Run(job, folder, threads: 1);
// "planted-flows [SEEDS]" plants discrete flows and counts those that are undone.
if (args is ["planted-flows", .. var seeds])
    return PlantedFlows.Run(seeds);
// "discrete-options DATA [OPTION ...]" varies the options of discrete flows and prints what validation rows say of them.
if (args is ["discrete-options", .. [_, ..] choice])
    return DiscreteOptions.Run(choice);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
