return Pushforward.Cli.Tool.Run(args);
