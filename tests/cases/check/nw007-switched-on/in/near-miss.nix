{ text = "a |> b"; }
